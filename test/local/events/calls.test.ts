import { ConnectClient, CreateInstanceCommand } from '@aws-sdk/client-connect';
import { CreateUserCommand, IAMClient } from '@aws-sdk/client-iam';
import { GetKeyPolicyCommand, KMSClient, PutKeyPolicyCommand } from '@aws-sdk/client-kms';
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  PutPublicAccessBlockCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterEach, describe, expect, it } from '@jest/globals';
import { deployStack } from '#infra/local/cloudformation/deploy-stack.ts';
import type { Json } from '#infra/local/cloudformation/json.ts';
import { LocalAws } from '#infra/local/local-aws.ts';
import { eventRules } from '#infra/local/services/events/state.ts';
import { createRole } from '#infra/local/services/iam/entities.ts';
import { createKey, defaultKeyPolicy } from '#infra/local/services/kms/state.ts';
import { logLines } from '#infra/local/services/logs/state.ts';
import { queuesIn } from '#infra/local/services/sqs/state.ts';
import type { Scope, WorldOptions } from '#infra/local/world.ts';
import {
  assemblyOf,
  functionResource,
  permissionResource,
  roleResource,
  writeLogs,
} from '../fixture-stack.ts';

const account = '111122223333';
const root = `arn:aws:iam::${account}:root`;

let aws: LocalAws;
afterEach(async () => {
  await aws.close();
  expect(aws.world.events.failures).toEqual([]);
});

/** A stack whose function prints the events that a rule with this pattern brings it. */
async function listenFor(
  pattern: Json,
  options: WorldOptions & { readonly permitted?: boolean } = {},
  target: Json = {},
): Promise<Scope> {
  const { permitted = true, ...world } = options;
  aws = await LocalAws.start({ throttles: 'off', ...world });
  const stack = assemblyOf(
    {
      Role: roleResource('lambda.amazonaws.com', [writeLogs]),
      Logs: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: '/aws/lambda/listen' } },
      Function: functionResource('listen', 'Role'),
      Letters: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'letters' } },
      LettersPolicy: {
        Type: 'AWS::SQS::QueuePolicy',
        Properties: {
          Queues: [{ Ref: 'Letters' }],
          PolicyDocument: {
            Version: '2012-10-17',
            Statement: [
              {
                Effect: 'Allow',
                Principal: { Service: 'events.amazonaws.com' },
                Action: 'sqs:SendMessage',
                Resource: { 'Fn::GetAtt': ['Letters', 'Arn'] },
                Condition: {
                  ArnEquals: { 'aws:SourceArn': { 'Fn::GetAtt': ['Rule', 'Arn'] } },
                },
              },
            ],
          },
        },
      },
      Rule: {
        Type: 'AWS::Events::Rule',
        Properties: {
          EventPattern: pattern,
          State: 'ENABLED',
          Targets: [
            {
              Id: 'Target0',
              Arn: { 'Fn::GetAtt': ['Function', 'Arn'] },
              RetryPolicy: { MaximumRetryAttempts: 2 },
              DeadLetterConfig: { Arn: { 'Fn::GetAtt': ['Letters', 'Arn'] } },
              ...(target as object),
            },
          ],
        },
      },
      ...(permitted && {
        Permission: permissionResource('Function', 'events.amazonaws.com', {
          SourceArn: { 'Fn::GetAtt': ['Rule', 'Arn'] },
        }),
      }),
    },
    {
      listen: `export const handler = async (event) => console.log('EVENT ' + JSON.stringify(event));`,
    },
  );
  await deployStack(aws.world, aws.home, stack);
  return aws.home;
}

async function heard(): Promise<{ account: string; region: string; detail: Json & object }[]> {
  await aws.world.events.idle();
  return logLines(aws.world, aws.home, '/aws/lambda/listen')
    .filter((line) => line.includes('EVENT '))
    .map((line) => JSON.parse(line.slice(line.indexOf('EVENT ') + 6)));
}

const changesOf = (source: string) => ({
  source: [source],
  'detail-type': ['AWS API Call via CloudTrail'],
});

describe('EventBridge', () => {
  it('tells a rule of the changes that its pattern asks for, as CloudTrail logs them', async () => {
    await listenFor({
      ...changesOf('aws.s3'),
      detail: {
        eventSource: ['s3.amazonaws.com'],
        eventName: [{ prefix: 'PutBucket' }],
        errorCode: [{ exists: false }],
      },
    });
    const s3 = new S3Client({ ...aws.clientFor(root), maxAttempts: 1 });
    const Bucket = 'acme';
    await s3.send(new CreateBucketCommand({ Bucket }));
    const Policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Deny',
          Principal: '*',
          Action: 's3:DeleteObject',
          Resource: 'arn:aws:s3:::acme/*',
        },
      ],
    });
    await s3.send(new PutBucketPolicyCommand({ Bucket, Policy }));
    await s3.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'b' }));
    await s3.send(
      new PutPublicAccessBlockCommand({
        Bucket,
        PublicAccessBlockConfiguration: { BlockPublicAcls: true },
      }),
    );
    await expect(
      s3.send(new PutBucketPolicyCommand({ Bucket, Policy: '{}' })),
    ).rejects.toMatchObject({ name: 'MalformedPolicy' });
    const events = await heard();
    expect(events.map(({ detail }) => (detail as { eventName?: string }).eventName)).toEqual([
      'PutBucketPolicy',
      'PutBucketPublicAccessBlock',
    ]);
    expect(events[0]).toMatchObject({
      version: '0',
      source: 'aws.s3',
      account,
      region: 'us-east-1',
      detail: {
        eventSource: 's3.amazonaws.com',
        awsRegion: 'us-east-1',
        recipientAccountId: account,
        readOnly: false,
        managementEvent: true,
        eventType: 'AwsApiCall',
        userIdentity: { type: 'Root', arn: root },
        requestParameters: { bucketName: Bucket, bucketPolicy: JSON.parse(Policy) },
        responseElements: null,
        resources: [{ accountId: account, type: 'AWS::S3::Bucket', ARN: 'arn:aws:s3:::acme' }],
      },
    });
  });

  it('tells of refused calls with their error code, and never of reads', async () => {
    await listenFor(changesOf('aws.kms'));
    const key = createKey(aws.world, aws.home, { policy: defaultKeyPolicy(aws.home) });
    const role = createRole(aws.world, aws.home, {
      name: 'Reader',
      trustPolicy: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { Service: 'ec2.amazonaws.com' },
            Action: 'sts:AssumeRole',
          },
        ],
      },
    });
    const kms = new KMSClient({ ...aws.clientFor(role.arn), maxAttempts: 1 });
    const asRoot = new KMSClient({ ...aws.clientFor(root), maxAttempts: 1 });
    await asRoot.send(new GetKeyPolicyCommand({ KeyId: key.id }));
    const put = new PutKeyPolicyCommand({ KeyId: key.id, Policy: key.policy });
    await expect(kms.send(put)).rejects.toThrow('not authorized');
    expect(await heard()).toMatchObject([
      {
        detail: {
          eventName: 'PutKeyPolicy',
          errorCode: 'AccessDeniedException',
          responseElements: null,
          requestParameters: { keyId: key.id },
          resources: [{ type: 'AWS::KMS::Key', ARN: key.arn }],
          userIdentity: {
            type: 'AssumedRole',
            principalId: `${role.id}:local`,
            sessionContext: { sessionIssuer: { arn: role.arn, userName: 'Reader' } },
          },
        },
      },
    ]);
  });

  it.each([
    ['as its API does', [], 'Id'],
    ['like other services', ['cloudtrail-spells-connect-like-its-api'], 'id'],
  ] as const)('spells the members of Connect %s', async (_, flipped, member) => {
    await listenFor({ ...changesOf('aws.connect') }, { flipped });
    const connect = new ConnectClient({ ...aws.clientFor(root), maxAttempts: 1 });
    const { Id } = await connect.send(
      new CreateInstanceCommand({
        InstanceAlias: 'acme',
        IdentityManagementType: 'CONNECT_MANAGED',
        InboundCallsEnabled: true,
        OutboundCallsEnabled: true,
      }),
    );
    const [event] = await heard();
    expect(event?.detail).toMatchObject({
      eventSource: 'connect.amazonaws.com',
      eventName: 'CreateInstance',
      responseElements: { [member]: Id },
    });
  });

  it.each([
    ['us-east-1', 1],
    ['eu-central-1', 0],
  ])('tells of IAM in %s: %d events', async (region, count) => {
    await listenFor(changesOf('aws.iam'), { home: { partition: 'aws', account, region } });
    const iam = new IAMClient({ ...aws.clientFor(root), maxAttempts: 1 });
    await iam.send(new CreateUserCommand({ UserName: 'somebody' }));
    const events = await heard();
    expect(events).toHaveLength(count);
    if (count > 0) {
      expect(events[0]?.detail).toMatchObject({ requestParameters: { userName: 'somebody' } });
    }
  });

  it('tells nobody where there is no trail', async () => {
    await listenFor(changesOf('aws.s3'), { flipped: ['account-has-a-trail'] });
    const s3 = new S3Client({ ...aws.clientFor(root), maxAttempts: 1 });
    await s3.send(new CreateBucketCommand({ Bucket: 'acme' }));
    expect(await heard()).toEqual([]);
  });

  it('cannot invoke a function that does not permit it: the event goes to the dead letters', async () => {
    const scope = await listenFor(changesOf('aws.s3'), { permitted: false });
    const s3 = new S3Client({ ...aws.clientFor(root), maxAttempts: 1 });
    await s3.send(new CreateBucketCommand({ Bucket: 'acme' }));
    await s3.send(new DeleteBucketCommand({ Bucket: 'acme' }));
    expect(await heard()).toEqual([]);
    const [rule] = eventRules(aws.world, scope).values();
    expect(rule?.failed.map(({ code }) => code)).toEqual([
      'AccessDeniedException',
      'AccessDeniedException',
    ]);
    const messages = queuesIn(aws.world, scope).get('letters')?.messages ?? [];
    expect(messages.map(({ body }) => JSON.parse(body).detail.eventName).sort()).toEqual([
      'CreateBucket',
      'DeleteBucket',
    ]);
  });
});
