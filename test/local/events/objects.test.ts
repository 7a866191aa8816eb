import { CopyObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { deployStack } from '#infra/local/cloudformation/deploy-stack.ts';
import { LocalAws } from '#infra/local/local-aws.ts';
import { logLines } from '#infra/local/services/logs/state.ts';
import {
  assemblyOf,
  functionResource,
  permissionResource,
  roleResource,
  writeLogs,
} from '../fixture-stack.ts';

const account = '111122223333';

let aws: LocalAws;
let s3: S3Client;
beforeEach(async () => {
  aws = await LocalAws.start({ throttles: 'off' });
  s3 = new S3Client(aws.clientFor(`arn:aws:iam::${account}:root`));
  const bucket = (BucketName: string, told: boolean) => ({
    Type: 'AWS::S3::Bucket',
    Properties: {
      BucketName,
      ...(told && {
        NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
      }),
    },
  });
  const assembly = assemblyOf(
    {
      Told: bucket('told', true),
      Silent: bucket('silent', false),
      Role: roleResource('lambda.amazonaws.com', [writeLogs]),
      Logs: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: '/aws/lambda/listen' } },
      Function: functionResource('listen', 'Role'),
      Rule: {
        Type: 'AWS::Events::Rule',
        Properties: {
          EventPattern: {
            source: ['aws.s3'],
            'detail-type': ['Object Created'],
            detail: { object: { key: ['settings.json'] } },
          },
          Targets: [{ Id: 'Listen', Arn: { 'Fn::GetAtt': ['Function', 'Arn'] } }],
        },
      },
      Permission: permissionResource('Function', 'events.amazonaws.com'),
    },
    { listen: `export const handler = async (event) => console.log(JSON.stringify(event));` },
  );
  await deployStack(aws.world, aws.home, assembly);
});
afterEach(async () => {
  await aws.close();
  expect(aws.world.events.failures).toEqual([]);
});

it('S3 tells EventBridge of new objects of the buckets that are to', async () => {
  for (const [Bucket, Key] of [
    ['silent', 'settings.json'],
    ['told', 'inventory.json'],
    ['told', 'settings.json'],
  ] as const) {
    await s3.send(new PutObjectCommand({ Bucket, Key, Body: '{}' }));
  }
  const CopySource = 'silent/settings.json';
  await s3.send(new CopyObjectCommand({ Bucket: 'told', Key: 'settings.json', CopySource }));
  await aws.world.events.idle();
  const heard = logLines(aws.world, aws.home, '/aws/lambda/listen')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line));
  expect(heard).toMatchObject([
    {
      'detail-type': 'Object Created',
      account,
      resources: ['arn:aws:s3:::told'],
      detail: {
        bucket: { name: 'told' },
        object: { key: 'settings.json', size: 2, etag: '99914b932bd37a50b983c5e7c90ae93b' },
        requester: account,
        reason: 'PutObject',
      },
    },
    { detail: { reason: 'CopyObject' } },
  ]);
});
