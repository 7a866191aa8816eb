import {
  ConfigServiceClient,
  DescribeComplianceByConfigRuleCommand,
  DescribeConfigRuleEvaluationStatusCommand,
  DescribeConfigRulesCommand,
  DescribeRemediationExceptionsCommand,
  DescribeRemediationExecutionStatusCommand,
  GetComplianceDetailsByConfigRuleCommand,
  GetComplianceDetailsByResourceCommand,
  PutEvaluationsCommand,
  PutRemediationExceptionsCommand,
  StartConfigRulesEvaluationCommand,
  StartRemediationExecutionCommand,
} from '@aws-sdk/client-config-service';
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteBucketPolicyCommand,
  GetBucketPolicyCommand,
  PutBucketPolicyCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { DescribeAutomationExecutionsCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { deployStack } from '#infra/local/cloudformation/deploy-stack.ts';
import { runScheduled } from '#infra/local/config-engine/record.ts';
import { functionsIn } from '#infra/local/functions/state.ts';
import { LocalAws } from '#infra/local/local-aws.ts';
import { configState } from '#infra/local/services/config/state.ts';
import { createRole } from '#infra/local/services/iam/entities.ts';
import { logLines } from '#infra/local/services/logs/state.ts';
import { driftStack, ruleName } from './drift-stack.ts';

const root = 'arn:aws:iam::111122223333:root';
const closed = (bucket: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'Closed',
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:DeleteObject',
        Resource: `arn:aws:s3:::${bucket}/*`,
      },
    ],
  });

let aws: LocalAws;
let config: ConfigServiceClient;
let s3: S3Client;
let ssm: SSMClient;

beforeEach(async () => {
  aws = await LocalAws.start({ throttles: 'off' });
  const settings = aws.clientFor(root);
  config = new ConfigServiceClient(settings);
  s3 = new S3Client(settings);
  ssm = new SSMClient(settings);
  createRole(aws.world, aws.home, {
    name: 'AWSServiceRoleForConfig',
    path: '/aws-service-role/config.amazonaws.com/',
    trustPolicy: {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: 'config.amazonaws.com' },
          Action: 'sts:AssumeRole',
        },
      ],
    },
    policies: {
      Reads: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: 's3:Get*', Resource: '*' }],
      },
    },
  });
  await deployStack(aws.world, aws.home, driftStack());
  await aws.world.events.idle();
});

afterEach(async () => {
  await aws.close();
  expect(aws.world.events.failures).toEqual([]);
});

async function createBucket(name: string, policy?: string): Promise<void> {
  await s3.send(new CreateBucketCommand({ Bucket: name }));
  if (policy !== undefined) {
    await s3.send(new PutBucketPolicyCommand({ Bucket: name, Policy: policy }));
  }
}

async function verdicts(): Promise<Record<string, string>> {
  const { EvaluationResults = [] } = await config.send(
    new GetComplianceDetailsByConfigRuleCommand({ ConfigRuleName: ruleName, Limit: 100 }),
  );
  return Object.fromEntries(
    EvaluationResults.map((result) => [
      result.EvaluationResultIdentifier?.EvaluationResultQualifier?.ResourceId ?? '',
      `${result.ComplianceType}: ${result.Annotation}`,
    ]),
  );
}

/** The events that the rule's function got, parsed, oldest first. */
const ruleEvents = () =>
  logLines(aws.world, aws.home, '/aws/lambda/evaluate')
    .filter((line) => line.startsWith('{"version"'))
    .map((line) => JSON.parse(line))
    .map((event) => ({ ...event, invokingEvent: JSON.parse(event.invokingEvent) }));

describe('a bucket that drifts', () => {
  it('is noticed, judged, remediated under the role of the document, and judged again', async () => {
    await createBucket('open-bucket');
    await aws.world.events.idle();
    const { Policy } = await s3.send(new GetBucketPolicyCommand({ Bucket: 'open-bucket' }));
    expect(JSON.parse(Policy ?? '').Statement[0].Sid).toBe('Closed');
    expect(await verdicts()).toEqual({ 'open-bucket': 'COMPLIANT: has a policy' });
    const { AutomationExecutionMetadataList: [execution] = [] } = await ssm.send(
      new DescribeAutomationExecutionsCommand({}),
    );
    expect(execution).toMatchObject({
      DocumentName: 'CloseBucket',
      AutomationExecutionStatus: 'Success',
      Outputs: { 'Close.Status': ['CLOSED'] },
    });
    const { RemediationExecutionStatuses } = await config.send(
      new DescribeRemediationExecutionStatusCommand({ ConfigRuleName: ruleName }),
    );
    expect(RemediationExecutionStatuses?.[0]).toMatchObject({
      ResourceKey: { resourceId: 'open-bucket', resourceType: 'AWS::S3::Bucket' },
      State: 'SUCCEEDED',
    });

    await s3.send(new DeleteBucketPolicyCommand({ Bucket: 'open-bucket' }));
    await aws.world.events.idle();
    const again = await s3.send(new GetBucketPolicyCommand({ Bucket: 'open-bucket' }));
    expect(again.Policy).toContain('Closed');
  });

  it('is told to the function in the form that AWS Config uses', async () => {
    await createBucket('good-bucket', closed('good-bucket'));
    await aws.world.events.idle();
    // On a busy machine the policy is a change of its own.
    const told = ruleEvents().filter(
      ({ invokingEvent }) => invokingEvent.configurationItem?.resourceId === 'good-bucket',
    );
    const event = told[0];
    expect(event).toMatchObject({
      version: '1.0',
      ruleParameters: '{"profile":"strict"}',
      eventLeftScope: false,
      configRuleName: ruleName,
      accountId: '111122223333',
      executionRoleArn:
        'arn:aws:iam::111122223333:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig',
    });
    expect(event.configRuleArn).toBe(
      `arn:aws:config:us-east-1:111122223333:config-rule/${event.configRuleId}`,
    );
    const { configurationItem: item, messageType } = event.invokingEvent;
    expect(messageType).toBe('ConfigurationItemChangeNotification');
    expect(item).toMatchObject({
      configurationItemStatus: 'ResourceDiscovered',
      resourceType: 'AWS::S3::Bucket',
      resourceId: 'good-bucket',
      ARN: 'arn:aws:s3:::good-bucket',
      awsRegion: 'us-east-1',
    });
    const { supplementaryConfiguration: last } = told.at(-1).invokingEvent.configurationItem;
    expect(JSON.parse(last.BucketPolicy.policyText)).toMatchObject({
      Statement: [{ Sid: 'Closed' }],
    });
  });

  it('keeps its configuration from a recorder that its policy shuts out', async () => {
    const policy = JSON.parse(closed('blind-bucket'));
    policy.Statement.push({
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:GetBucketPolicy',
      Resource: 'arn:aws:s3:::blind-bucket',
      Condition: { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/aws-service-role/*' } },
    });
    await createBucket('blind-bucket', JSON.stringify(policy));
    await aws.world.events.idle();
    const { configurationItem: item } = ruleEvents().at(-1).invokingEvent;
    expect(item.resourceId).toBe('blind-bucket');
    expect(item.supplementaryConfiguration).not.toHaveProperty('BucketPolicy');
    expect(item.supplementaryConfiguration).toHaveProperty('BucketVersioningConfiguration');
  });

  it('is summed up when its item is too large for a notification', async () => {
    configState(aws.world, aws.home).oversizedBytes = 200;
    await createBucket('large-bucket', closed('large-bucket'));
    await aws.world.events.idle();
    const { messageType, configurationItemSummary } = ruleEvents().at(-1).invokingEvent;
    expect(messageType).toBe('OversizedConfigurationItemChangeNotification');
    expect(configurationItemSummary).toMatchObject({ resourceId: 'large-bucket' });
    expect(configurationItemSummary).not.toHaveProperty('supplementaryConfiguration');
    expect(await verdicts()).toHaveProperty('large-bucket');
  });

  it('is reported as deleted and retired', async () => {
    await createBucket('brief-bucket', closed('brief-bucket'));
    await aws.world.events.idle();
    await s3.send(new DeleteBucketCommand({ Bucket: 'brief-bucket' }));
    await aws.world.events.idle();
    const { configurationItem: item } = ruleEvents().at(-1).invokingEvent;
    expect(item).toMatchObject({
      configurationItemStatus: 'ResourceDeleted',
      resourceId: 'brief-bucket',
    });
    expect(await verdicts()).toEqual({});
  });
});

describe('a remediation that fails', () => {
  it('is tried as often as the rule says, and then Config excepts the resource', async () => {
    await createBucket('stubborn-bucket');
    await aws.world.events.idle();
    const { AutomationExecutionMetadataList: executions = [] } = await ssm.send(
      new DescribeAutomationExecutionsCommand({}),
    );
    expect(executions.map((execution) => execution.AutomationExecutionStatus)).toEqual([
      'Failed',
      'Failed',
    ]);
    const { RemediationExceptions = [] } = await config.send(
      new DescribeRemediationExceptionsCommand({ ConfigRuleName: ruleName }),
    );
    expect(RemediationExceptions).toMatchObject([{ ResourceId: 'stubborn-bucket' }]);
    await config.send(new StartConfigRulesEvaluationCommand({ ConfigRuleNames: [ruleName] }));
    await aws.world.events.idle();
    const later = await ssm.send(new DescribeAutomationExecutionsCommand({}));
    expect(later.AutomationExecutionMetadataList).toHaveLength(2);
  });
});

describe('an exception', () => {
  it('keeps Config from remediating, but not a person who asks for it', async () => {
    const key = { ResourceType: 'AWS::S3::Bucket', ResourceId: 'excepted-bucket' };
    await config.send(
      new PutRemediationExceptionsCommand({ ConfigRuleName: ruleName, ResourceKeys: [key] }),
    );
    await createBucket('excepted-bucket');
    await aws.world.events.idle();
    expect(await verdicts()).toEqual({ 'excepted-bucket': 'NON_COMPLIANT: has no policy' });
    await config.send(
      new StartRemediationExecutionCommand({
        ConfigRuleName: ruleName,
        ResourceKeys: [{ resourceType: 'AWS::S3::Bucket', resourceId: 'excepted-bucket' }],
      }),
    );
    await aws.world.events.idle();
    expect(await verdicts()).toEqual({ 'excepted-bucket': 'COMPLIANT: has a policy' });
  });
});

describe('the schedule', () => {
  it('tells the rule without naming a resource', async () => {
    await runScheduled(aws.world, aws.home);
    await aws.world.events.idle();
    expect(ruleEvents().at(-1).invokingEvent).toEqual({
      awsAccountId: '111122223333',
      notificationCreationTime: expect.any(String),
      messageType: 'ScheduledNotification',
      recordVersion: '1.0',
    });
  });
});

describe('the dashboard', () => {
  it('counts by rule and lists by resource, a page at a time', async () => {
    await createBucket('one-bucket', closed('one-bucket'));
    await createBucket('two-bucket', closed('two-bucket'));
    await aws.world.events.idle();
    const summary = await config.send(new DescribeComplianceByConfigRuleCommand({}));
    expect(summary.ComplianceByConfigRules).toEqual([
      {
        ConfigRuleName: ruleName,
        Compliance: {
          ComplianceType: 'COMPLIANT',
          ComplianceContributorCount: { CappedCount: 2, CapExceeded: false },
        },
      },
    ]);
    const input = { ConfigRuleName: ruleName, Limit: 1 };
    const first = await config.send(new GetComplianceDetailsByConfigRuleCommand(input));
    expect(first.EvaluationResults).toHaveLength(1);
    const second = await config.send(
      new GetComplianceDetailsByConfigRuleCommand({ ...input, NextToken: first.NextToken }),
    );
    expect(second.EvaluationResults).toHaveLength(1);
    expect(second.NextToken).toBeUndefined();
    const details = await config.send(
      new GetComplianceDetailsByResourceCommand({
        ResourceType: 'AWS::S3::Bucket',
        ResourceId: 'two-bucket',
      }),
    );
    expect(details.EvaluationResults).toMatchObject([{ ComplianceType: 'COMPLIANT' }]);
    const { ConfigRules } = await config.send(new DescribeConfigRulesCommand({}));
    expect(ConfigRules).toMatchObject([{ ConfigRuleName: ruleName, ConfigRuleState: 'ACTIVE' }]);
  });
});

describe('PutEvaluations', () => {
  const evaluation = {
    ComplianceResourceType: 'AWS::S3::Bucket',
    ComplianceResourceId: 'some-bucket',
    ComplianceType: 'COMPLIANT' as const,
    Annotation: 'later',
    OrderingTimestamp: new Date('2026-01-02T00:00:00Z'),
  };
  const put = (ResultToken: string, Evaluations: object[], TestMode = false) =>
    config.send(
      new PutEvaluationsCommand({ ResultToken, Evaluations: Evaluations as never, TestMode }),
    );
  const token = async (): Promise<string> => {
    await runScheduled(aws.world, aws.home);
    await aws.world.events.idle();
    return ruleEvents().at(-1).resultToken;
  };

  it('lets no evaluation of an earlier state take the place of a later one', async () => {
    const resultToken = await token();
    await put(resultToken, [evaluation]);
    const earlier = { Annotation: 'earlier', OrderingTimestamp: new Date('2026-01-01T00:00:00Z') };
    await put(resultToken, [{ ...evaluation, ...earlier }]);
    expect(await verdicts()).toEqual({ 'some-bucket': 'COMPLIANT: later' });
  });

  it('lists the evaluations that it could not store', async () => {
    const resultToken = await token();
    configState(aws.world, aws.home).failing = () => true;
    const { FailedEvaluations } = await put(resultToken, [evaluation]);
    expect(FailedEvaluations).toMatchObject([{ ComplianceResourceId: 'some-bucket' }]);
    expect(await verdicts()).toEqual({});
  });

  it('stores nothing in test mode', async () => {
    await put('TESTMODE', [evaluation], true);
    expect(await verdicts()).toEqual({});
  });

  it.each([
    ['101 evaluations', Array(101).fill(evaluation), 'ValidationException'],
    ['an empty annotation', [{ ...evaluation, Annotation: '' }], 'ValidationException'],
    ['a long annotation', [{ ...evaluation, Annotation: 'x'.repeat(257) }], 'ValidationException'],
    [
      'a long resource id',
      [{ ...evaluation, ComplianceResourceId: 'x'.repeat(769) }],
      'ValidationException',
    ],
    [
      'INSUFFICIENT_DATA',
      [{ ...evaluation, ComplianceType: 'INSUFFICIENT_DATA' }],
      'InvalidParameterValueException',
    ],
  ])('refuses %s', async (_, evaluations, name) => {
    const resultToken = await token();
    await expect(put(resultToken, evaluations)).rejects.toMatchObject({ name });
  });

  it('refuses a token that Config did not give', async () => {
    await expect(put('made-up', [evaluation])).rejects.toMatchObject({
      name: 'InvalidResultTokenException',
    });
  });
});

describe('the function of a rule', () => {
  it('is not invoked without a permission for Config in this account', async () => {
    const lambda = functionsIn(aws.world, aws.home).get('evaluate');
    lambda?.permissions.clear();
    await createBucket('silent-bucket');
    await aws.world.events.idle();
    expect(await verdicts()).toEqual({});
    const { ConfigRulesEvaluationStatus } = await config.send(
      new DescribeConfigRuleEvaluationStatusCommand({}),
    );
    expect(ConfigRulesEvaluationStatus?.[0]).toMatchObject({
      LastErrorCode: expect.stringMatching(/AccessDenied/),
    });
  });
});
