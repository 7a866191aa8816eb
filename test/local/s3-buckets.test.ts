import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteBucketCorsCommand,
  DeletePublicAccessBlockCommand,
  GetBucketAccelerateConfigurationCommand,
  GetBucketAclCommand,
  GetBucketCorsCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketLocationCommand,
  GetBucketLoggingCommand,
  GetBucketNotificationConfigurationCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketReplicationCommand,
  GetBucketRequestPaymentCommand,
  GetBucketTaggingCommand,
  GetBucketVersioningCommand,
  GetBucketWebsiteCommand,
  GetObjectLockConfigurationCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  PutBucketCorsCommand,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketLoggingCommand,
  PutBucketTaggingCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
  type ServerSideEncryption,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { LocalEvents } from '#infra/local/events.ts';
import { createBucket } from '#infra/local/services/s3/buckets.ts';
import { bucketState } from '#infra/local/services/s3/state.ts';
import { allow, elsewhere, home, type S3Caller, startS3 } from './s3-callers.ts';

let s3: Awaited<ReturnType<typeof startS3>>;
let admin: S3Caller['client'];
let reader: S3Caller;
const events: LocalEvents['resource-changed'][] = [];

beforeAll(async () => {
  s3 = await startS3();
  admin = s3.admin.client;
  reader = s3.role('Reader', allow(['s3:GetBucketTagging'], 'arn:aws:s3:::recordings'));
  s3.world.events.on('resource-changed', (event) => {
    if (event.resourceType === 'AWS::S3::Bucket') events.push(event);
  });
  createBucket(s3.world, home, { name: 'recordings' });
  createBucket(s3.world, { ...home, region: 'us-east-1' }, { name: 'in-virginia' });
  createBucket(s3.world, elsewhere, { name: 'of-a-stranger' });
});
afterAll(() => s3.aws.close());

const Bucket = 'recordings';

describe('buckets', () => {
  it('are made, announced to AWS Config, found, and deleted when empty', async () => {
    const made = await admin.send(
      new CreateBucketCommand({
        Bucket: 'fresh',
        CreateBucketConfiguration: { LocationConstraint: 'eu-central-1' },
      }),
    );
    expect(made.Location).toBe('/fresh');
    expect(await admin.send(new HeadBucketCommand({ Bucket: 'fresh' }))).toMatchObject({
      BucketRegion: 'eu-central-1',
    });
    await admin.send(new PutObjectCommand({ Bucket: 'fresh', Key: 'a', Body: 'x' }));
    await expect(admin.send(new DeleteBucketCommand({ Bucket: 'fresh' }))).rejects.toMatchObject({
      name: 'BucketNotEmpty',
      $metadata: { httpStatusCode: 409 },
    });
    bucketState(s3.world, home, 'fresh')?.objects.clear();
    await admin.send(new DeleteBucketCommand({ Bucket: 'fresh' }));
    await expect(admin.send(new HeadBucketCommand({ Bucket: 'fresh' }))).rejects.toMatchObject({
      name: 'NotFound',
    });
    await s3.world.events.idle();
    expect(events.filter(({ resourceId }) => resourceId === 'fresh')).toMatchObject([
      { change: 'discovered', scope: home, arn: 'arn:aws:s3:::fresh' },
      { change: 'deleted' },
    ]);
  });

  it.each([
    ['recordings', 'eu-central-1', 'BucketAlreadyOwnedByYou'],
    ['of-a-stranger', 'eu-central-1', 'BucketAlreadyExists'],
    ['Capital', 'eu-central-1', 'InvalidBucketName'],
    ['somewhere', 'eu-west-1', 'IllegalLocationConstraintException'],
  ] as const)('are not made as %s in %s: %s', async (name, region, error) => {
    const attempt = admin.send(
      new CreateBucketCommand({
        Bucket: name,
        CreateBucketConfiguration: { LocationConstraint: region },
      }),
    );
    await expect(attempt).rejects.toMatchObject({ name: error });
  });

  it('are listed with regions only when a parameter asks the new way', async () => {
    const plain = await admin.send(new ListBucketsCommand({}));
    expect(plain.Buckets?.map(({ Name }) => Name)).toEqual(['in-virginia', 'recordings']);
    expect(plain.Buckets?.[0]?.BucketRegion).toBeUndefined();
    const first = await admin.send(new ListBucketsCommand({ MaxBuckets: 1 }));
    expect(first.Buckets).toMatchObject([{ Name: 'in-virginia', BucketRegion: 'us-east-1' }]);
    const second = await admin.send(
      new ListBucketsCommand({ MaxBuckets: 1, ContinuationToken: first.ContinuationToken }),
    );
    expect(second.Buckets).toMatchObject([{ Name: 'recordings', BucketRegion: 'eu-central-1' }]);
    expect(second.ContinuationToken).toBeUndefined();
    const prefixed = await admin.send(new ListBucketsCommand({ Prefix: 'rec' }));
    expect(prefixed.Buckets?.map(({ Name }) => Name)).toEqual(['recordings']);
  });

  it('tell HeadBucket 404 when there is none, 403 when one may not look, 301 elsewhere', async () => {
    const head = (name: string) => reader.client.send(new HeadBucketCommand({ Bucket: name }));
    await expect(head('nowhere')).rejects.toMatchObject({ $metadata: { httpStatusCode: 404 } });
    await expect(head('recordings')).rejects.toMatchObject({ $metadata: { httpStatusCode: 403 } });
    await expect(head('of-a-stranger')).rejects.toMatchObject({
      $metadata: { httpStatusCode: 403 },
    });
    await expect(
      admin.send(new HeadBucketCommand({ Bucket: 'in-virginia' })),
    ).rejects.toMatchObject({ $metadata: { httpStatusCode: 301 } });
    const following = new S3Client({
      ...s3.aws.clientFor(s3.admin.arn),
      followRegionRedirects: true,
    });
    const found = await following.send(new HeadBucketCommand({ Bucket: 'in-virginia' }));
    expect(found.BucketRegion).toBe('us-east-1');
  });

  it('say where they are, in us-east-1 by saying nothing', async () => {
    const locate = async (Bucket: string) =>
      (await admin.send(new GetBucketLocationCommand({ Bucket }))).LocationConstraint;
    expect(await locate('recordings')).toBe('eu-central-1');
    expect(await locate('in-virginia')).toBeUndefined();
  });

  it('refuse whoever expects another owner, the owner included', async () => {
    const wrong = { Bucket, ExpectedBucketOwner: elsewhere.account };
    for (const command of [
      new HeadBucketCommand(wrong),
      new GetBucketEncryptionCommand(wrong),
      new PutObjectCommand({ ...wrong, Key: 'k', Body: 'b' }),
    ]) {
      await expect(admin.send(command as HeadBucketCommand)).rejects.toMatchObject({
        $metadata: { httpStatusCode: 403 },
      });
    }
    await admin.send(new HeadBucketCommand({ Bucket, ExpectedBucketOwner: home.account }));
  });
});

describe('bucket configuration', () => {
  it.each([
    ['NoSuchCORSConfiguration', new GetBucketCorsCommand({ Bucket })],
    ['NoSuchLifecycleConfiguration', new GetBucketLifecycleConfigurationCommand({ Bucket })],
    ['NoSuchTagSet', new GetBucketTaggingCommand({ Bucket })],
    ['NoSuchWebsiteConfiguration', new GetBucketWebsiteCommand({ Bucket })],
    ['ReplicationConfigurationNotFoundError', new GetBucketReplicationCommand({ Bucket })],
    ['ObjectLockConfigurationNotFoundError', new GetObjectLockConfigurationCommand({ Bucket })],
  ] as const)('answers %s when there is none', async (name, command) => {
    await expect(admin.send(command as GetBucketCorsCommand)).rejects.toMatchObject({
      name,
      $metadata: { httpStatusCode: 404 },
    });
  });

  it('has the defaults of a bucket made today', async () => {
    expect(await admin.send(new GetPublicAccessBlockCommand({ Bucket }))).toMatchObject({
      PublicAccessBlockConfiguration: { BlockPublicPolicy: true, RestrictPublicBuckets: true },
    });
    expect(await admin.send(new GetBucketOwnershipControlsCommand({ Bucket }))).toMatchObject({
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
    });
    expect(await admin.send(new GetBucketEncryptionCommand({ Bucket }))).toMatchObject({
      ServerSideEncryptionConfiguration: {
        Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
      },
    });
    const payment = await admin.send(new GetBucketRequestPaymentCommand({ Bucket }));
    expect(payment.Payer).toBe('BucketOwner');
    const versioning = await admin.send(new GetBucketVersioningCommand({ Bucket }));
    expect(versioning.Status).toBeUndefined();
    const logging = await admin.send(new GetBucketLoggingCommand({ Bucket }));
    expect(logging.LoggingEnabled).toBeUndefined();
    const accelerate = await admin.send(new GetBucketAccelerateConfigurationCommand({ Bucket }));
    expect(accelerate.Status).toBeUndefined();
    const notification = await admin.send(
      new GetBucketNotificationConfigurationCommand({ Bucket }),
    );
    expect(notification.LambdaFunctionConfigurations).toBeUndefined();
    const acl = await admin.send(new GetBucketAclCommand({ Bucket }));
    expect(acl.Grants).toHaveLength(1);
    expect(acl.Grants?.[0]).toMatchObject({
      Permission: 'FULL_CONTROL',
      Grantee: { ID: acl.Owner?.ID ?? '?', Type: 'CanonicalUser' },
    });
  });

  it('reads back what was put, tells AWS Config, and forgets what is deleted', async () => {
    const name = 'configured';
    createBucket(s3.world, home, { name });
    const rules = [
      {
        AllowedMethods: ['GET', 'PUT'],
        AllowedOrigins: ['https://acme.my.connect.aws'],
        AllowedHeaders: ['*'],
      },
    ];
    await admin.send(
      new PutBucketCorsCommand({ Bucket: name, CORSConfiguration: { CORSRules: rules } }),
    );
    expect((await admin.send(new GetBucketCorsCommand({ Bucket: name }))).CORSRules).toMatchObject(
      rules,
    );
    await admin.send(new DeleteBucketCorsCommand({ Bucket: name }));
    await expect(admin.send(new GetBucketCorsCommand({ Bucket: name }))).rejects.toMatchObject({
      name: 'NoSuchCORSConfiguration',
    });
    await admin.send(
      new PutBucketVersioningCommand({
        Bucket: name,
        VersioningConfiguration: { Status: 'Enabled' },
      }),
    );
    await admin.send(
      new PutBucketTaggingCommand({
        Bucket: name,
        Tagging: { TagSet: [{ Key: 'team', Value: 'contact center' }] },
      }),
    );
    await admin.send(
      new PutBucketLoggingCommand({
        Bucket: name,
        BucketLoggingStatus: { LoggingEnabled: { TargetBucket: 'logs', TargetPrefix: 'r/' } },
      }),
    );
    await admin.send(
      new PutBucketLifecycleConfigurationCommand({
        Bucket: name,
        LifecycleConfiguration: {
          Rules: [{ ID: 'old', Status: 'Enabled', Filter: {}, Expiration: { Days: 90 } }],
        },
      }),
    );
    expect((await admin.send(new GetBucketVersioningCommand({ Bucket: name }))).Status).toBe(
      'Enabled',
    );
    expect((await admin.send(new GetBucketTaggingCommand({ Bucket: name }))).TagSet).toEqual([
      { Key: 'team', Value: 'contact center' },
    ]);
    expect(
      (await admin.send(new GetBucketLoggingCommand({ Bucket: name }))).LoggingEnabled,
    ).toMatchObject({ TargetBucket: 'logs' });
    expect(
      (await admin.send(new GetBucketLifecycleConfigurationCommand({ Bucket: name }))).Rules,
    ).toMatchObject([{ ID: 'old', Expiration: { Days: 90 } }]);
    await admin.send(new DeletePublicAccessBlockCommand({ Bucket: name }));
    await expect(
      admin.send(new GetPublicAccessBlockCommand({ Bucket: name })),
    ).rejects.toMatchObject({ name: 'NoSuchPublicAccessBlockConfiguration' });
    await s3.world.events.idle();
    const changes = events.filter(({ resourceId }) => resourceId === name);
    expect(changes.map(({ change }) => change)).toEqual([
      'discovered',
      ...Array.from({ length: 7 }, () => 'changed'),
    ]);
  });

  it('asks for the IAM action that S3 asks for, and for no other', async () => {
    await expect(
      reader.client.send(new GetBucketEncryptionCommand({ Bucket })),
    ).rejects.toMatchObject({ name: 'AccessDenied' });
    expect(s3.world.ledger.last('GetBucketEncryption')?.checks).toMatchObject([
      {
        action: 's3:GetEncryptionConfiguration',
        resource: 'arn:aws:s3:::recordings',
        decision: 'ImplicitDeny',
      },
    ]);
    await expect(reader.client.send(new GetBucketTaggingCommand({ Bucket }))).rejects.toMatchObject(
      { name: 'NoSuchTagSet' },
    );
  });

  it('refuses two rules of encryption', async () => {
    const attempt = admin.send(
      new PutBucketEncryptionCommand({
        Bucket,
        ServerSideEncryptionConfiguration: {
          Rules: ['AES256', 'aws:kms'].map((algorithm) => ({
            ApplyServerSideEncryptionByDefault: {
              SSEAlgorithm: algorithm as ServerSideEncryption,
            },
          })),
        },
      }),
    );
    await expect(attempt).rejects.toMatchObject({ name: 'MalformedXML' });
  });
});
