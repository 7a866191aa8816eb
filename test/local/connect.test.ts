import {
  AssociateInstanceStorageConfigCommand,
  ConnectClient,
  CreateInstanceCommand,
  DeleteInstanceCommand,
  DescribeInstanceCommand,
  DescribeInstanceStorageConfigCommand,
  DisassociateInstanceStorageConfigCommand,
  InstanceStorageResourceType,
  ListInstanceStorageConfigsCommand,
  ListInstancesCommand,
  ResourceNotFoundException,
  UpdateInstanceStorageConfigCommand,
} from '@aws-sdk/client-connect';
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Clock } from '#infra/local/clock.ts';
import { createInstance } from '#infra/local/services/connect/instances.ts';
import { connectState } from '#infra/local/services/connect/state.ts';
import { iamOf } from '#infra/local/services/iam/state.ts';
import { createKey } from '#infra/local/services/kms/state.ts';
import { createBucket } from '#infra/local/services/s3/buckets.ts';
import { allow, home, startS3 } from './s3-callers.ts';

let now = Date.parse('2026-11-22T09:00:00Z');
const clock: Clock = {
  now: () => new Date(now),
  sleep: async (milliseconds) => {
    now += milliseconds;
  },
};

let s3: Awaited<ReturnType<typeof startS3>>;
let admin: ConnectClient;
beforeAll(async () => {
  s3 = await startS3({ clock });
  admin = clientOf(s3.admin.arn);
});
afterAll(() => s3.aws.close());
beforeEach(() => {
  connectState(s3.world, home).instances.clear();
  // The throttle has forgotten the test before.
  now += 10_000;
});

const clientOf = (arn: string) => new ConnectClient({ ...s3.aws.clientFor(arn), maxAttempts: 1 });
const storageOf = (InstanceId: string, ResourceType: string) =>
  new ListInstanceStorageConfigsCommand({
    InstanceId,
    ResourceType: ResourceType as InstanceStorageResourceType,
  });

describe('instances', () => {
  it('are listed ten at most on a page, with what is known of them', async () => {
    for (let count = 0; count < 11; count++) {
      createInstance(s3.world, home, { alias: `acme-${count}` });
    }
    createInstance(s3.world, home, { serviceRole: null });
    const first = await admin.send(new ListInstancesCommand({}));
    expect(first.InstanceSummaryList).toHaveLength(10);
    expect(first.InstanceSummaryList?.[0]).toMatchObject({
      InstanceAlias: 'acme-0',
      InstanceStatus: 'ACTIVE',
      ServiceRole: expect.stringMatching(
        /^arn:aws:iam::111122223333:role\/aws-service-role\/connect\.amazonaws\.com\/AWSServiceRoleForAmazonConnect_[A-Za-z0-9]{20}$/,
      ),
    });
    const rest = await admin.send(new ListInstancesCommand({ NextToken: first.NextToken }));
    expect(rest.InstanceSummaryList).toHaveLength(2);
    expect(rest.NextToken).toBeUndefined();
    const old = rest.InstanceSummaryList?.[1];
    expect(old?.Arn).toMatch(/^arn:aws:connect:eu-central-1:111122223333:instance\//);
    expect(old?.ServiceRole).toBeUndefined();
    expect(old?.InstanceAlias).toBeUndefined();
    await expect(admin.send(new ListInstancesCommand({ NextToken: 'x' }))).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
  });

  it('are made with a role of their own and deleted with it', async () => {
    const made = await admin.send(
      new CreateInstanceCommand({
        InstanceAlias: 'fresh',
        IdentityManagementType: 'CONNECT_MANAGED',
        InboundCallsEnabled: true,
        OutboundCallsEnabled: true,
      }),
    );
    const InstanceId = made.Id ?? '';
    const { Instance } = await admin.send(new DescribeInstanceCommand({ InstanceId }));
    expect(Instance).toMatchObject({ Arn: made.Arn, InstanceAlias: 'fresh' });
    const role = Instance?.ServiceRole?.split('/').at(-1)?.toLowerCase() ?? '';
    expect(iamOf(s3.world, home).roles.get(role)?.arn).toBe(Instance?.ServiceRole);
    await admin.send(new DeleteInstanceCommand({ InstanceId }));
    expect(iamOf(s3.world, home).roles.has(role)).toBe(false);
    await expect(admin.send(new DescribeInstanceCommand({ InstanceId }))).rejects.toThrow(
      ResourceNotFoundException,
    );
  });

  it('take the permissions that Connect passes on', async () => {
    const lister = s3.role('Lister', allow('connect:ListInstances'));
    await expect(clientOf(lister.arn).send(new ListInstancesCommand({}))).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining('ds:DescribeDirectories'),
    });
  });

  it('may be read without them, where that unconfirmed fact is turned over', async () => {
    const flipped = await startS3({ flipped: ['connect-reads-need-directory-read'] });
    const lister = flipped.role('Lister', allow('connect:ListInstances'));
    const client = new ConnectClient(flipped.aws.clientFor(lister.arn));
    expect((await client.send(new ListInstancesCommand({}))).InstanceSummaryList).toEqual([]);
    await flipped.aws.close();
  });

  it('are asked for at two requests a second, five at once', async () => {
    const ask = () => admin.send(new ListInstancesCommand({}));
    for (let count = 0; count < 5; count++) await ask();
    await expect(ask()).rejects.toMatchObject({
      name: 'TooManyRequestsException',
      $metadata: { httpStatusCode: 429 },
    });
    await clock.sleep(500);
    await ask();
    await expect(ask()).rejects.toMatchObject({ name: 'TooManyRequestsException' });
  });
});

describe('storage', () => {
  it('is listed by resource type, page by page, whatever the type', async () => {
    const bucket = 'arn:unused';
    const { id } = createInstance(s3.world, home, {
      storage: [
        {
          resourceType: 'CALL_RECORDINGS',
          bucket: 'recordings',
          prefix: 'connect/acme',
          key: bucket,
        },
        {
          resourceType: 'CONTACT_TRACE_RECORDS',
          stream: 'arn:aws:kinesis:eu-central-1:111122223333:stream/ctr',
        },
        {
          resourceType: 'AGENT_EVENTS',
          stream: 'arn:aws:firehose:eu-central-1:111122223333:deliverystream/events',
        },
        { resourceType: 'MEDIA_STREAMS', videoStreamPrefix: 'acme' },
        { resourceType: 'HOLOGRAM_RECORDINGS', storageType: 'S3_EXPRESS', bucket: 'holograms' },
        ...Array.from({ length: 11 }, (_, index) => ({
          resourceType: 'ATTACHMENTS',
          bucket: `attachments-${index}`,
        })),
      ],
    });
    const one = async (type: string) => (await admin.send(storageOf(id, type))).StorageConfigs;
    expect(await one('CALL_RECORDINGS')).toMatchObject([
      {
        StorageType: 'S3',
        S3Config: {
          BucketName: 'recordings',
          BucketPrefix: 'connect/acme',
          EncryptionConfig: { EncryptionType: 'KMS', KeyId: bucket },
        },
      },
    ]);
    expect(await one('CONTACT_TRACE_RECORDS')).toMatchObject([{ StorageType: 'KINESIS_STREAM' }]);
    expect(await one('AGENT_EVENTS')).toMatchObject([{ StorageType: 'KINESIS_FIREHOSE' }]);
    await clock.sleep(5000);
    expect(await one('MEDIA_STREAMS')).toMatchObject([
      { KinesisVideoStreamConfig: { Prefix: 'acme' } },
    ]);
    expect(await one('HOLOGRAM_RECORDINGS')).toMatchObject([
      { StorageType: 'S3_EXPRESS', S3Config: { BucketName: 'holograms' } },
    ]);
    expect(await one('SCREEN_RECORDINGS')).toEqual([]);
    const first = await admin.send(storageOf(id, 'ATTACHMENTS'));
    expect(first.StorageConfigs).toHaveLength(10);
    await clock.sleep(5000);
    const second = await admin.send(
      new ListInstanceStorageConfigsCommand({
        InstanceId: id,
        ResourceType: 'ATTACHMENTS',
        NextToken: first.NextToken,
      }),
    );
    expect(second.StorageConfigs).toMatchObject([{ S3Config: { BucketName: 'attachments-10' } }]);
    await expect(one('NO_SUCH_THING')).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
    await expect(admin.send(storageOf('none', 'ATTACHMENTS'))).rejects.toThrow(
      ResourceNotFoundException,
    );
  });

  it('answers every resource type that the SDK knows', async () => {
    const { id } = createInstance(s3.world, home);
    const types = Object.values(InstanceStorageResourceType);
    expect(types).toHaveLength(13);
    for (const type of types) {
      await clock.sleep(500);
      expect((await admin.send(storageOf(id, type))).StorageConfigs).toEqual([]);
    }
  });

  it('lets the instance use its bucket and key from association to disassociation', async () => {
    createBucket(s3.world, home, { name: 'calls' });
    const key = createKey(s3.world, home);
    const { id, serviceRole = '' } = createInstance(s3.world, home, { alias: 'acme' });
    const connect = s3.client(serviceRole);
    const object = { Bucket: 'calls', Key: 'connect/acme/CallRecordings/1.wav' };
    const record = () =>
      connect.send(
        new PutObjectCommand({
          ...object,
          Body: 'RIFF',
          ServerSideEncryption: 'aws:kms',
          SSEKMSKeyId: key.arn,
        }),
      );
    await expect(record()).rejects.toMatchObject({ name: 'AccessDenied' });

    const call = { InstanceId: id, ResourceType: 'CALL_RECORDINGS' as const };
    const StorageConfig = {
      StorageType: 'S3' as const,
      S3Config: {
        BucketName: 'calls',
        BucketPrefix: 'connect/acme/CallRecordings',
        EncryptionConfig: { EncryptionType: 'KMS' as const, KeyId: key.arn },
      },
    };
    const { AssociationId } = await admin.send(
      new AssociateInstanceStorageConfigCommand({ ...call, StorageConfig }),
    );
    expect(
      s3.world.ledger.last('AssociateInstanceStorageConfig')?.checks.map(({ action }) => action),
    ).toEqual([
      'connect:AssociateInstanceStorageConfig',
      'ds:DescribeDirectories',
      'iam:PutRolePolicy',
      's3:GetBucketAcl',
      's3:GetBucketLocation',
      'kms:DescribeKey',
      'kms:CreateGrant',
    ]);
    await record();
    await connect.send(new GetObjectCommand(object));
    expect(key.grants).toMatchObject([{ grantee: serviceRole }]);
    await expect(
      admin.send(new AssociateInstanceStorageConfigCommand({ ...call, StorageConfig })),
    ).rejects.toMatchObject({ name: 'ResourceConflictException' });

    const named = { ...call, AssociationId };
    const described = await admin.send(new DescribeInstanceStorageConfigCommand(named));
    expect(described.StorageConfig).toMatchObject({ ...StorageConfig, AssociationId });
    createBucket(s3.world, home, { name: 'calls-2' });
    const moved = {
      ...StorageConfig,
      S3Config: { BucketName: 'calls-2', BucketPrefix: 'p' },
    };
    await admin.send(new UpdateInstanceStorageConfigCommand({ ...named, StorageConfig: moved }));
    await expect(record()).rejects.toMatchObject({ name: 'AccessDenied' });
    expect(key.grants).toEqual([]);
    await admin.send(new DisassociateInstanceStorageConfigCommand(named));
    await clock.sleep(5000);
    await expect(admin.send(new DescribeInstanceStorageConfigCommand(named))).rejects.toThrow(
      ResourceNotFoundException,
    );
  });

  it('must exist and fit its type', async () => {
    const { id } = createInstance(s3.world, home);
    const associate = (StorageConfig: object) =>
      admin.send(
        new AssociateInstanceStorageConfigCommand({
          InstanceId: id,
          ResourceType: 'CALL_RECORDINGS',
          StorageConfig: StorageConfig as never,
        }),
      );
    const S3Config = { BucketName: 'nowhere', BucketPrefix: 'p' };
    for (const config of [
      { StorageType: 'S3', S3Config },
      { StorageType: 'KINESIS_STREAM', S3Config },
    ]) {
      await expect(associate(config)).rejects.toMatchObject({ name: 'InvalidRequestException' });
    }
  });
});
