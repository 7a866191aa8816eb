import {
  ConfigServiceClient,
  paginateGetComplianceDetailsByConfigRule,
} from '@aws-sdk/client-config-service';
import { IAMClient } from '@aws-sdk/client-iam';
import { S3Client } from '@aws-sdk/client-s3';
import { guardRules } from '#cli/account/guard-rules.ts';
import { synthesize } from '#infra/aws/synthesize.ts';
import { deployStack } from '#infra/local/cloudformation/deploy-stack.ts';
import { LocalAws } from '#infra/local/local-aws.ts';
import { setPace } from '#infra/local/pace.ts';
import { configState } from '#infra/local/services/config/state.ts';
import { createRole } from '#infra/local/services/iam/entities.ts';
import type { World } from '#infra/local/world.ts';
import { iamPort } from '#shared/aws/iam.ts';
import { statePort } from '#shared/aws/state.ts';
import { configRuleName, deploymentIn } from '#shared/connect/deployment.ts';
import { putSettings } from '#shared/usecases/settings.ts';
import { administratorRole, home, idOf, instanceArn, keyId, principalArn } from './names.ts';
import { type SeededSet, seedSets, trusting } from './seed.ts';

/** What AWS Config shows of one resource. */
export interface Shown {
  readonly verdict: string;
  readonly reason: string;
}

/** What AWS Config shows of one set's resource under a rule; undefined when it was never judged. */
export type Dashboard = (rule: string, set: string, resource: string) => Shown | undefined;

type ByRuleAndId = ReadonlyMap<string, ReadonlyMap<string, Shown>>;

const administrators = [principalArn(administratorRole)];

/** What the settings of each account say beside their version. */
const settingsOf = {
  main: () => ({ administrators }),
  /** Where another account's resource keeps the inventory from being complete. */
  foreign: () => ({ administrators }),
  strict: () => ({
    administrators,
    strict: {
      awsManagedKinesisKey: true,
      streamKeyEquality: true,
      firehoseKeyStatement: true,
    },
    trustedAccounts: [{ account: '444455556666', reason: 'runs the quality reviews' }],
  }),
  administrators: (sets: readonly SeededSet[]) => ({
    instances: Object.fromEntries(
      sets.map(({ set, world }) => [
        instanceArn(set),
        {
          administrators: Object.entries(world.roles ?? {}).map(([name, { user }]) =>
            principalArn(`${set}-${name}`, user ? 'user' : 'role'),
          ),
        },
      ]),
    ),
  }),
};

/**
 * Seeds the sets, deploys the stack, puts settings and waits: the inventory is taken, the rules are
 * started and the deployed functions judge. @returns what AWS Config then shows
 */
export async function judgedByThePipeline(
  account: keyof typeof settingsOf,
  sets: readonly SeededSet[],
): Promise<Dashboard> {
  const aws = await LocalAws.start({ home, throttles: { connect: 'off' } });
  try {
    const { world } = aws;
    // Every resource is judged when the rules are started: nothing needs to be recorded as well.
    configState(world, home).recorder.recording = false;
    createRole(world, home, {
      name: administratorRole,
      trustPolicy: trusting('ec2.amazonaws.com'),
    });
    seedSets(world, sets);
    setPace(world, 1 / 60);
    await deployStack(world, home, await synthesize());
    // The guard only observes: nobody has to be told so of each bucket.
    configState(world, home).remediations.clear();
    await put(aws, {
      version: 1,
      connect: { requestsPerSecond: 100 },
      ...settingsOf[account](sets),
    });
    await world.events.idle();
    const judged = await shown(new ConfigServiceClient(aws.clientFor(root)));
    return (rule, set, resource) => judged.get(rule)?.get(resourceId(world, set, resource));
  } finally {
    await aws.close();
  }
}

const root = `arn:${home.partition}:iam::${home.account}:root`;

async function put(aws: LocalAws, settings: object): Promise<void> {
  const deployment = deploymentIn(home);
  const client = aws.clientFor(root);
  const state = statePort(new S3Client(client), deployment.stateBucket, deployment.account);
  const iam = iamPort(new IAMClient(client), deployment.account);
  await putSettings({ state, iam }, deployment, JSON.stringify(settings));
}

/** As AWS Config names it. @param resource for example `bucket.storage` or `instance` */
function resourceId(world: World, set: string, resource: string): string {
  const [kind = '', name = ''] = resource.split('.');
  switch (kind) {
    case 'key':
      return keyId(set, name);
    case 'instance':
      return instanceArn(set);
    case 'role':
    case 'user':
      return idOf(world, principalArn(`${set}-${name}`, kind));
    default:
      return `${set}-${name}`;
  }
}

async function shown(client: ConfigServiceClient): Promise<ByRuleAndId> {
  const all = new Map<string, Map<string, Shown>>();
  for (const ConfigRuleName of await guardRules(client)) {
    const found = new Map<string, Shown>();
    const pages = paginateGetComplianceDetailsByConfigRule({ client }, { ConfigRuleName });
    for await (const { EvaluationResults: results = [] } of pages) {
      for (const { EvaluationResultIdentifier: id, ComplianceType, Annotation } of results) {
        const resource = id?.EvaluationResultQualifier?.ResourceId ?? '';
        found.set(resource, { verdict: ComplianceType ?? '', reason: Annotation ?? '' });
      }
    }
    all.set(ConfigRuleName.slice(configRuleName('').length), found);
  }
  return all;
}
