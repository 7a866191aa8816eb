import {
  ConfigServiceClient,
  GetComplianceDetailsByConfigRuleCommand,
} from '@aws-sdk/client-config-service';
import { GetAutomationExecutionCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { judgeAgain } from '#cli/local/scenario-account.ts';
import { startScenario } from '#cli/local/start.ts';
import { grantedButRarelyUsed } from '#infra/aws/granted-but-rarely-used.ts';
import { synthesize } from '#infra/aws/synthesize.ts';
import { deployStack } from '#infra/local/cloudformation/deploy-stack.ts';
import type { LocalAws } from '#infra/local/local-aws.ts';
import { buckets } from '#infra/local/scenarios/contact-center/buckets.ts';
import { runSchedules } from '#infra/local/services/events/run-schedules.ts';
import { putObject } from '#infra/local/services/s3/object-store.ts';
import { bucketState } from '#infra/local/services/s3/state.ts';
import { hubIn } from '#infra/local/services/securityhub/state.ts';
import {
  configRuleName,
  deploymentIn,
  documentNames,
  roleName,
} from '#shared/connect/deployment.ts';
import { rules } from '#shared/rules/registry.ts';
import { runDocument } from '../scenario/run-document.ts';
import { place } from './resolve.ts';
import { type Granted, granted, grantedByPolicies, readTemplate } from './template.ts';
import { wideScenario } from './wide-scenario.ts';

/** The stack at work on the embedded AWS: deployed, evaluated, a bucket closed and opened again. */
let aws: LocalAws;
let statements: readonly Granted[];

beforeAll(async () => {
  const template = await readTemplate();
  statements = [...granted(template), ...grantedByPolicies(template)];
  aws = await startScenario(wideScenario, 0, new AbortController().signal, () => {});
  hubIn(aws.world, aws.home).enabledAt = new Date();
  await deployStack(aws.world, aws.home, await synthesize(), { SecurityHub: 'On' });
  const state = bucketState(aws.world, aws.home, deploymentIn(aws.home).stateBucket);
  state?.objects.delete('inventory.json');
  await judgeAgain(aws, wideScenario);
  await aws.world.events.idle();
  const { restoreBucketPolicy, remediateWithApproval } = documentNames;
  const id = await runDocument(aws, restoreBucketPolicy, { BucketName: [buckets.sales] });
  const { partition, account } = aws.home;
  const ssm = new SSMClient(aws.clientFor(`arn:${partition}:iam::${account}:root`));
  const { AutomationExecution } = await ssm.send(
    new GetAutomationExecutionCommand({ AutomationExecutionId: id }),
  );
  expect(AutomationExecution).toMatchObject({
    AutomationExecutionStatus: 'Success',
    Outputs: { 'Restore.Status': ['RESTORED'] },
  });
  const open = bucketState(aws.world, aws.home, buckets.archive);
  delete open?.policy;
  const BucketName = [buckets.archive];
  await runDocument(aws, remediateWithApproval, { BucketName, Approvers: ['nobody'] });
  await aws.world.events.idle();
  const notGood = { bucket: deploymentIn(aws.home).stateBucket, key: 'settings.json', body: '{' };
  putObject(aws.world, aws.home, notGood);
  await runSchedules(aws.world, aws.home, 'connect-storage-guard-notify-people');
  await aws.world.events.idle();
}, 120_000);
afterAll(() => aws.close());

const roles = [
  'EvaluateBuckets',
  'EvaluateInstances',
  'EvaluateKeys',
  'EvaluateStreams',
  'EvaluateAdministrators',
  'FollowChanges',
  'Remediator',
  'AutomateRemediation',
  'AutomateRestore',
  'AutomateApproval',
  'NotifyPeople',
];

const grantedTo = (role: string): readonly string[] =>
  statements
    .filter((statement) => statement.role === roleName(role, place.region))
    .flatMap(({ actions }) => actions);

const checksOf = (role: string) =>
  aws.world.ledger.entries
    .filter(({ principal }) => principal.includes(`role/${roleName(role, aws.home.region)}`))
    .flatMap(({ checks }) => checks);

it('knows every role of the stack', () => {
  const names = new Set(statements.map(({ role }) => role));
  expect(names).toEqual(new Set(roles.map((role) => roleName(role, place.region))));
});

describe.each(roles)('the role %s', (role) => {
  it('is granted nothing that it does not use, but for what is listed with a reason', () => {
    const used = new Set(checksOf(role).map(({ action }) => action));
    const idle = grantedTo(role).filter((action) => !used.has(action));
    expect(idle.filter((action) => !Object.hasOwn(grantedButRarelyUsed, action))).toEqual([]);
  });

  it('is never short of a permission', () => {
    const short = checksOf(role).filter(({ decision }) => decision === 'ImplicitDeny');
    expect(short).toEqual([]);
  });
});

it('every rule says that it needs what it looks at', async () => {
  const config = new ConfigServiceClient(
    aws.clientFor(`arn:${aws.home.partition}:iam::${aws.home.account}:root`),
  );
  for (const { id } of rules) {
    const { EvaluationResults = [] } = await config.send(
      new GetComplianceDetailsByConfigRuleCommand({ ConfigRuleName: configRuleName(id) }),
    );
    const annotations = EvaluationResults.map(({ Annotation = '' }) => Annotation);
    expect(annotations.filter((annotation) => annotation.includes('NotNeeded'))).toEqual([]);
  }
});
