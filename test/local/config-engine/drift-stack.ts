import { buildSync } from 'esbuild';
import type { Assembly } from '#infra/local/cloudformation/assembly.ts';
import {
  assemblyOf,
  functionResource,
  permissionResource,
  roleResource,
  writeLogs,
} from '../fixture-stack.ts';

export const ruleName = 'buckets-have-a-policy';

/** Bundled, because a function that imports an SDK from its packages takes long to start. */
const bundled = (contents: string): string => {
  const { outputFiles } = buildSync({
    stdin: { contents, resolveDir: process.cwd() },
    bundle: true,
    platform: 'node',
    format: 'esm',
    mainFields: ['module', 'main'],
    write: false,
  });
  return outputFiles[0]?.text ?? '';
};

const evaluate = bundled(`
  import { ConfigServiceClient, PutEvaluationsCommand } from '@aws-sdk/client-config-service';
  import { S3Client, GetBucketPolicyCommand } from '@aws-sdk/client-s3';
  const config = new ConfigServiceClient(), s3 = new S3Client();
  export const handler = async (event) => {
    console.log(JSON.stringify(event));
    const { configurationItem, configurationItemSummary } = JSON.parse(event.invokingEvent);
    const item = configurationItem ?? configurationItemSummary;
    if (!item) return;
    let verdict = ['NOT_APPLICABLE', 'is gone'];
    if (item.configurationItemStatus !== 'ResourceDeleted') {
      verdict = await s3.send(new GetBucketPolicyCommand({ Bucket: item.resourceId })).then(
        () => ['COMPLIANT', 'has a policy'], () => ['NON_COMPLIANT', 'has no policy']);
    }
    await config.send(new PutEvaluationsCommand({ ResultToken: event.resultToken, Evaluations: [{
      ComplianceResourceType: item.resourceType, ComplianceResourceId: item.resourceId,
      ComplianceType: verdict[0], Annotation: verdict[1],
      OrderingTimestamp: new Date(item.configurationItemCaptureTime) }] }));
  };`);

const close = bundled(`
  import { S3Client, PutBucketPolicyCommand } from '@aws-sdk/client-s3';
  const s3 = new S3Client();
  export const handler = async ({ bucket }) => {
    if (bucket === 'stubborn-bucket') throw new Error('cannot close it');
    await s3.send(new PutBucketPolicyCommand({ Bucket: bucket, Policy: JSON.stringify({
      Version: '2012-10-17', Statement: [{ Sid: 'Closed', Effect: 'Deny', Principal: '*',
        Action: 's3:DeleteObject', Resource: 'arn:aws:s3:::' + bucket + '/*' }] }) }));
    return { status: 'CLOSED' };
  };`);

const document = {
  schemaVersion: '0.3',
  assumeRole: '{{ AutomationAssumeRole }}',
  parameters: {
    BucketName: { type: 'String', allowedPattern: '^[a-z-]+$' },
    AutomationAssumeRole: { type: 'AWS::IAM::Role::Arn' },
  },
  mainSteps: [
    {
      name: 'Close',
      action: 'aws:invokeLambdaFunction',
      isEnd: true,
      inputs: { FunctionName: 'close', Payload: '{"bucket":"{{ BucketName }}"}' },
      outputs: [{ Name: 'Status', Selector: '$.Payload.status', Type: 'String' }],
    },
  ],
  outputs: ['Close.Status'],
};

const allow = (...actions: string[]) => ({ Effect: 'Allow', Action: actions, Resource: '*' });

/** A Config rule that wants every bucket to have a policy, and the remediation that puts one. */
export const driftStack = (): Assembly =>
  assemblyOf(
    {
      EvaluateRole: roleResource('lambda.amazonaws.com', [
        writeLogs,
        allow('config:PutEvaluations', 's3:GetBucketPolicy'),
      ]),
      CloseRole: roleResource('lambda.amazonaws.com', [writeLogs, allow('s3:PutBucketPolicy')]),
      AutomationRole: roleResource('ssm.amazonaws.com', [allow('lambda:InvokeFunction')]),
      Evaluate: functionResource('evaluate', 'EvaluateRole'),
      Close: functionResource('close', 'CloseRole'),
      Permission: permissionResource('Evaluate', 'config.amazonaws.com', {
        SourceAccount: { Ref: 'AWS::AccountId' },
      }),
      Rule: {
        Type: 'AWS::Config::ConfigRule',
        DependsOn: 'Permission',
        Properties: {
          ConfigRuleName: ruleName,
          InputParameters: { profile: 'strict' },
          Scope: { ComplianceResourceTypes: ['AWS::S3::Bucket'] },
          Source: {
            Owner: 'CUSTOM_LAMBDA',
            SourceIdentifier: { 'Fn::GetAtt': ['Evaluate', 'Arn'] },
            SourceDetails: [
              'ConfigurationItemChangeNotification',
              'OversizedConfigurationItemChangeNotification',
              'ScheduledNotification',
            ].map((type) => ({ EventSource: 'aws.config', MessageType: type })),
          },
        },
      },
      Document: {
        Type: 'AWS::SSM::Document',
        Properties: { Name: 'CloseBucket', DocumentType: 'Automation', Content: document },
      },
      Remediation: {
        Type: 'AWS::Config::RemediationConfiguration',
        Properties: {
          ConfigRuleName: { Ref: 'Rule' },
          TargetType: 'SSM_DOCUMENT',
          TargetId: { Ref: 'Document' },
          Automatic: true,
          MaximumAutomaticAttempts: 2,
          Parameters: {
            BucketName: { ResourceValue: { Value: 'RESOURCE_ID' } },
            AutomationAssumeRole: {
              StaticValue: { Values: [{ 'Fn::GetAtt': ['AutomationRole', 'Arn'] }] },
            },
          },
        },
      },
    },
    { evaluate, close },
  );
