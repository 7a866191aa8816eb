import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import {
  CreateMembersCommand,
  EnableOrganizationAdminAccountCommand,
  EnableSecurityHubCommand,
  GetFindingsCommand,
  SecurityHubClient,
} from '@aws-sdk/client-securityhub';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { synthesize } from '#infra/aws/synthesize.ts';
import { type Assembly, loadAssembly } from '#infra/local/cloudformation/assembly.ts';
import { deployStack } from '#infra/local/cloudformation/deploy-stack.ts';
import { LocalAws } from '#infra/local/local-aws.ts';
import { holdWaits } from '#infra/local/pace.ts';
import { createInstance } from '#infra/local/services/connect/instances.ts';
import { createOrganization } from '#infra/local/services/organizations/state.ts';
import { createBucket } from '#infra/local/services/s3/buckets.ts';
import type { Scope } from '#infra/local/world.ts';
import { configRuleName, deploymentIn, functionNames } from '#shared/connect/deployment.ts';
import { settingsKey } from '#shared/settings/settings.ts';
import { anOrganization } from '../infra/an-organization.ts';
import { judgedOnlyBy } from './judged-only-by.ts';

const [management, security, ...members] = [
  '111111111111',
  '222222222222',
  '333333333333',
  '444444444444',
];
const regions = anOrganization.regions.split(',');
const places: readonly Scope[] = members.flatMap((account) =>
  regions.map((region) => ({ partition: 'aws', account, region })),
);
const bucketIn = ({ account, region }: Scope): string => `calls-${account}-${region}`;
const rule = 'bucket-versioned';

let aws: LocalAws;
beforeAll(async () => {
  const home = { partition: 'aws', account: management, region: regions[0] ?? '' };
  const { organization } = anOrganization;
  aws = await LocalAws.start({ home, organization, throttles: 'off' });
  createOrganization(aws.world, home, {
    management,
    accounts: [management, security, ...members].map((id) => ({ id, name: id, status: 'ACTIVE' })),
  });
  const folder = await synthesize(anOrganization);
  await enableSecurityHub(folder);
  const template = await memberTemplate(folder);
  const letGo = holdWaits(aws.world);
  for (const place of places) await guard(place, template);
  letGo();
  await aws.world.events.idle();
}, 240_000);
afterAll(() => aws.close());

/** What the StackSet deploys, its code from the buckets of the account that deploys it. */
async function memberTemplate(folder: string): Promise<Assembly> {
  const { asset } = loadAssembly(folder, 'ConnectStorageGuardOrganization');
  return {
    stackName: 'StackSet-ConnectStorageGuard',
    template: await templateOf(folder, 'ConnectStorageGuardMember'),
    asset: (scope, bucket, key) => asset({ ...scope, account: management }, bucket, key),
  };
}

const templateOf = async (folder: string, stack: string) =>
  JSON.parse(await readFile(join(folder, `${stack}.template.json`), 'utf8'));

async function guard(place: Scope, template: Assembly): Promise<void> {
  const { world } = aws;
  createBucket(world, place, { name: bucketIn(place) });
  createInstance(world, place, {
    alias: bucketIn(place),
    storage: [{ resourceType: 'CALL_RECORDINGS', bucket: bucketIn(place), prefix: 'calls' }],
  });
  await deployStack(world, place, template, {
    AssetsAccount: management,
    HomeRegion: regions[0] ?? '',
    SecurityHub: 'On',
  });
  judgedOnlyBy(configRuleName(rule))({ world, home: place });
  const asRoot = rootIn(place);
  await new S3Client(asRoot).send(
    new PutObjectCommand({
      Bucket: deploymentIn(place).stateBucket,
      Key: settingsKey,
      Body: JSON.stringify({ version: 1, connect: { requestsPerSecond: 100 } }),
    }),
  );
  const { FunctionError } = await new LambdaClient(asRoot).send(
    new InvokeCommand({
      FunctionName: functionNames.followChanges,
      Payload: Buffer.from(JSON.stringify({ reason: 'schedule' })),
    }),
  );
  expect(FunctionError).toBeUndefined();
}

const rootIn = ({ account, region }: Omit<Scope, 'partition'>) =>
  aws.clientFor(`arn:aws:iam::${account}:root`, region);

const hubOf = (account: string, region: string) =>
  new SecurityHubClient(rootIn({ account, region }));

/** In each region: the security team's account administers the members, and has its rule. */
async function enableSecurityHub(folder: string): Promise<void> {
  for (const region of regions) {
    for (const account of [security, ...members]) {
      await hubOf(account, region).send(new EnableSecurityHubCommand({}));
    }
    await hubOf(management, region).send(
      new EnableOrganizationAdminAccountCommand({ AdminAccountId: security }),
    );
    await hubOf(security, region).send(
      new CreateMembersCommand({ AccountDetails: members.map((AccountId) => ({ AccountId })) }),
    );
    const stackName = `ConnectStorageGuardSecurityHub-${region}`;
    const template = await templateOf(folder, stackName);
    const place = { partition: 'aws', account: security, region };
    await deployStack(aws.world, place, { stackName, template, asset: () => undefined });
  }
}

async function findingsSeenBy(account: string, region: string) {
  const { Findings = [] } = await hubOf(account, region).send(new GetFindingsCommand({}));
  return Findings;
}

/** Which buckets the guard's findings are about, as an account sees them. */
async function seenBy(account: string, region: string): Promise<readonly string[]> {
  return (await findingsSeenBy(account, region))
    .filter(({ GeneratorId = '' }) => GeneratorId.includes(rule))
    .filter(({ ProductArn = '' }) => ProductArn.endsWith('/default'))
    .map(({ AwsAccountId, Region, Resources: [resource] = [] }) =>
      [AwsAccountId, Region ?? region, resource?.Id?.split(':::')[1]].join(' '),
    )
    .toSorted();
}

const findingsIn = (scopes: readonly Scope[]): readonly string[] =>
  scopes.map((each) => `${each.account} ${each.region} ${bucketIn(each)}`).toSorted();

describe('two accounts with two regions each', () => {
  it.each(regions)('show the security team what is found in all of them: %s', async (region) => {
    expect(await seenBy(security, region)).toEqual(
      findingsIn(places.filter((each) => each.region === region)),
    );
  });

  it.each(regions)(
    'have what AWS Config finds itself suppressed for the security team: %s',
    async (region) => {
      const all = await findingsSeenBy(security, region);
      const twins = all.filter(({ ProductName }) => ProductName === 'Config');
      expect(new Set(twins.map(({ AwsAccountId }) => AwsAccountId))).toEqual(new Set(members));
      expect(new Set(twins.map(({ Workflow }) => Workflow?.Status))).toEqual(
        new Set(['SUPPRESSED']),
      );
      const own = all.filter(({ ProductName }) => ProductName === 'Connect Storage Guard');
      expect(new Set(own.map(({ Workflow }) => Workflow?.Status))).toEqual(new Set(['NEW']));
    },
  );

  it('show each account its own findings only', async () => {
    for (const place of places) {
      expect(await seenBy(place.account, place.region)).toEqual(findingsIn([place]));
    }
  });

  it('keep their state to themselves, whatever role of another account asks', async () => {
    for (const place of places) {
      const { stateBucket } = deploymentIn(place);
      for (const other of places.filter(({ account }) => account !== place.account)) {
        const { remediatorRole, observerRoles } = deploymentIn(other);
        const root = `arn:aws:iam::${other.account}:root`;
        for (const arn of [root, remediatorRole, ...observerRoles]) {
          const s3 = new S3Client(aws.clientFor(arn, place.region));
          const inventory = { Bucket: stateBucket, Key: 'inventory.json' };
          for (const ask of [
            s3.send(new GetObjectCommand(inventory)),
            s3.send(new ListObjectsV2Command({ Bucket: stateBucket })),
            s3.send(new PutObjectCommand({ ...inventory, Body: '{}' })),
          ]) {
            await expect(ask).rejects.toMatchObject({ name: 'AccessDenied' });
          }
        }
      }
      await expect(
        new S3Client(rootIn(place)).send(
          new GetObjectCommand({ Bucket: stateBucket, Key: 'inventory.json' }),
        ),
      ).resolves.toBeDefined();
    }
  });
});

it('no function has been let at anything of another account', () => {
  const across = aws.world.ledger.entries.flatMap(({ principal, account, checks }) => {
    const own = /^arn:aws:iam::(\d{12}):role\/ConnectStorageGuard-/.exec(principal)?.[1];
    const others = members.filter((each) => own !== undefined && each !== own);
    const allowed = checks.filter(({ decision }) => decision === 'Allow');
    return allowed
      .map(({ action, resource }) => `${principal} ${action} ${resource} of ${account}`)
      .filter((line) => others.some((each) => line.includes(each)));
  });
  expect(across).toEqual([]);
});
