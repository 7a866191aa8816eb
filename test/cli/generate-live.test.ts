import { CreateAliasCommand, CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { PutBucketEncryptionCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LocalAws } from '#infra/local/local-aws.ts';
import { contactCenter } from '#infra/local/scenarios/contact-center.ts';
import { createBucket } from '#infra/local/services/s3/buckets.ts';
import { deploymentIn } from '#shared/connect/deployment.ts';
import { known } from '#shared/connect/fact.ts';
import type { Inventory } from '#shared/connect/inventory.ts';
import { sales, support } from '#shared/rules/administrator/sample.ts';
import { keyOf, streamArn } from '#shared/rules/stream/sample.ts';
import { delivery, firehoseRole } from '#shared/rules/stream/sample-delivery.ts';
import { guard } from './guard.ts';

const { home } = contactCenter;
const { stateBucket } = deploymentIn(home);
const bucket = 'contact-records-0123456789ab';
const backup = 'backup-of-contact-records';

let aws: LocalAws;
let env: Record<string, string>;
let streamKey: string;
let bucketKey: string;

const inventory: Inventory = {
  version: 2,
  ...home,
  takenAt: '2026-03-01T00:00:00Z',
  instances: known([support, sales]),
  buckets: {},
  keys: { [keyOf('1').arn]: known(keyOf('1')) },
  streams: {
    [streamArn]: known({
      arn: streamArn,
      name: 'contact-records',
      encryptionType: 'KMS',
      key: 'alias/stream',
    }),
  },
  deliveryStreams: {
    [delivery.arn]: known({
      ...delivery,
      destinations: [
        { type: 'ExtendedS3', bucket, role: firehoseRole.arn },
        { type: 'ExtendedS3', bucket: backup, role: firehoseRole.arn },
      ],
    }),
  },
  deliveryStreamsSearched: known(1),
};

beforeAll(async () => {
  aws = await LocalAws.start({ home });
  for (const name of [stateBucket, bucket, backup]) createBucket(aws.world, home, { name });
  const root = `arn:${home.partition}:iam::${home.account}:root`;
  const client = aws.clientFor(root);
  const keyNamed = async (AliasName: string): Promise<string> => {
    const kms = new KMSClient(client);
    const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
    await kms.send(new CreateAliasCommand({ AliasName, TargetKeyId: KeyMetadata?.KeyId }));
    return KeyMetadata?.Arn ?? '';
  };
  streamKey = await keyNamed('alias/stream');
  bucketKey = await keyNamed('alias/bucket');
  const s3 = new S3Client(client);
  await s3.send(
    new PutBucketEncryptionCommand({
      Bucket: bucket,
      ServerSideEncryptionConfiguration: {
        Rules: [
          {
            ApplyServerSideEncryptionByDefault: {
              SSEAlgorithm: 'aws:kms',
              KMSMasterKeyID: 'alias/bucket',
            },
          },
        ],
      },
    }),
  );
  await s3.send(
    new PutObjectCommand({
      Bucket: stateBucket,
      Key: 'inventory.json',
      Body: JSON.stringify(inventory),
    }),
  );
  const { accessKeyId, secretAccessKey, sessionToken } = aws.credentialsFor(root);
  env = {
    AWS_ENDPOINT_URL: aws.endpoint,
    AWS_REGION: home.region,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    ...(sessionToken !== undefined && { AWS_SESSION_TOKEN: sessionToken }),
  };
});
afterAll(() => aws.close());

describe('connect-guard generate, from the account', () => {
  it('fills in the administrator policy from the inventory', async () => {
    const { code, stdout } = await guard(
      ['generate', 'administrator-policy', '--instance', support.arn],
      { env },
    );
    expect(code).toBe(0);
    expect(stdout).toContain('log-group:/aws/connect/support:*');
    expect(stdout).not.toContain('calls-of-sales');
  });

  it("finds the bucket's key by its default encryption, and both keys behind their aliases", async () => {
    const args = ['--delivery-stream', 'contact-records', '--bucket', bucket];
    const statement = await guard(['generate', 'key-policy', ...args, '--form', 'article'], {
      env,
    });
    expect(JSON.parse(statement.stdout)).toMatchObject({
      Principal: { AWS: firehoseRole.arn },
      Resource: bucketKey,
    });
    const policy = await guard(['generate', 'delivery-role-policy', ...args], { env });
    expect(policy.stdout).toContain(`"${streamKey}"`);
    expect(policy.stdout).toContain(`"${bucketKey}"`);
  });

  it.each<[string, readonly string[], number, RegExp]>([
    [
      'an instance that is not there',
      ['administrator-policy', '--instance', 'arn:x'],
      3,
      /has no instance arn:x/,
    ],
    [
      'several buckets to choose from',
      ['key-policy', '--delivery-stream', 'contact-records'],
      2,
      /choose one with --bucket/,
    ],
    [
      'a bucket that it does not deliver to',
      ['key-policy', '--delivery-stream', 'contact-records', '--bucket', 'other'],
      2,
      /does not deliver to other/,
    ],
    [
      'a bucket without a key',
      ['key-policy', '--delivery-stream', 'contact-records', '--bucket', backup],
      3,
      /no key of yours/,
    ],
    [
      'a delivery stream that is not there',
      ['key-policy', '--delivery-stream', 'x'],
      3,
      /no delivery stream x/,
    ],
  ])('says so of %s', async (_, args, code, says) => {
    const outcome = await guard(['generate', ...args], { env });
    expect(outcome).toMatchObject({ code, stdout: '', stderr: expect.stringMatching(says) });
  });
});
