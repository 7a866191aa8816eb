import {
  CreateDeliveryStreamCommand,
  DeleteDeliveryStreamCommand,
  DescribeDeliveryStreamCommand,
  FirehoseClient,
  InvalidArgumentException,
  InvalidKMSResourceException,
  ListDeliveryStreamsCommand,
  PutRecordBatchCommand,
  PutRecordCommand,
  ResourceNotFoundException,
  StartDeliveryStreamEncryptionCommand,
  StopDeliveryStreamEncryptionCommand,
  UpdateDestinationCommand,
} from '@aws-sdk/client-firehose';
import { KinesisClient, PutRecordCommand as PutToStreamCommand } from '@aws-sdk/client-kinesis';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { VirtualClock } from '#infra/local/clock.ts';
import { deliver } from '#infra/local/services/firehose/deliver.ts';
import {
  createDeliveryStream,
  type DeliveryStream,
  deliveryStreams,
} from '#infra/local/services/firehose/state.ts';
import { createRole, putRolePolicy } from '#infra/local/services/iam/entities.ts';
import { createStream } from '#infra/local/services/kinesis/state.ts';
import { createKey } from '#infra/local/services/kms/state.ts';
import { createBucket } from '#infra/local/services/s3/buckets.ts';
import { home, startS3 } from './s3-callers.ts';

let s3: Awaited<ReturnType<typeof startS3>>;
let clock: VirtualClock;
let firehose: FirehoseClient;
let kinesis: KinesisClient;

beforeEach(async () => {
  clock = new VirtualClock(new Date('2026-11-20T09:15:00Z'), { autoAdvance: true });
  s3 = await startS3({ clock, throttles: 'off' });
  const settings = { ...s3.aws.clientFor(s3.admin.arn), maxAttempts: 1 };
  firehose = new FirehoseClient(settings);
  kinesis = new KinesisClient(settings);
});
afterEach(async () => {
  kinesis.destroy();
  await s3.aws.close();
  expect(s3.world.events.failures).toEqual([]);
});

const trust = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Service: 'firehose.amazonaws.com' },
      Action: 'sts:AssumeRole',
      Condition: { StringEquals: { 'sts:ExternalId': home.account } },
    },
  ],
};
const bucket = 'contact-records';
const statement = (Action: string | string[], Resource: string, Condition?: object) => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...(Condition && { Condition }),
});

/** An encrypted stream that is read by a delivery stream which encrypts with another key. */
function pipeline() {
  const streamKey = createKey(s3.world, home);
  const bucketKey = createKey(s3.world, home);
  const source = createStream(s3.world, home, { name: 'records', key: streamKey.arn });
  createBucket(s3.world, home, { name: bucket });
  const statements = {
    read: statement(
      ['kinesis:DescribeStream', 'kinesis:GetShardIterator', 'kinesis:GetRecords'],
      source.arn,
    ),
    decrypt: statement('kms:Decrypt', streamKey.arn, {
      StringEquals: { 'kms:ViaService': 'kinesis.eu-central-1.amazonaws.com' },
      StringLike: { 'kms:EncryptionContext:aws:kinesis:arn': source.arn },
    }),
    write: statement('s3:PutObject', `arn:aws:s3:::${bucket}/*`),
    encrypt: statement('kms:GenerateDataKey', bucketKey.arn, {
      StringEquals: { 'kms:ViaService': 's3.eu-central-1.amazonaws.com' },
    }),
  };
  const policyWithout = (left?: keyof typeof statements) => ({
    Version: '2012-10-17',
    Statement: Object.entries(statements).flatMap(([name, each]) => (name === left ? [] : each)),
  });
  const role = createRole(s3.world, home, {
    name: 'Delivery',
    trustPolicy: trust,
    policies: { Delivery: policyWithout() },
  });
  const stream = createDeliveryStream(s3.world, home, {
    name: 'to-bucket',
    source: source.arn,
    role: role.arn,
    bucket,
    prefix: 'ctr/',
    key: bucketKey.arn,
  });
  const permit = (left?: keyof typeof statements) =>
    putRolePolicy(s3.world, home, 'Delivery', 'Delivery', policyWithout(left));
  return { source, stream, role, permit, streamKey, bucketKey };
}

const write = (text: string) =>
  kinesis.send(
    new PutToStreamCommand({
      StreamName: 'records',
      PartitionKey: 'contact',
      Data: Buffer.from(text),
    }),
  );

async function textsIn({ delivery }: DeliveryStream): Promise<string[]> {
  const texts = await Promise.all(
    delivery.objects.map(async (key) => {
      const { Body } = await s3.admin.client.send(
        new GetObjectCommand({ Bucket: bucket, Key: key }),
      );
      return Body?.transformToString();
    }),
  );
  return texts.map((text) => text ?? '');
}

describe('a delivery stream', () => {
  it('brings records from the encrypted stream into the bucket, as its role', async () => {
    const { stream, role } = pipeline();
    await write('one\n');
    await write('two\n');
    await s3.world.events.idle();
    expect((await textsIn(stream)).join('')).toBe('one\ntwo\n');
    expect(stream.delivery).toMatchObject({ delivered: 2, discarded: 0, errors: [], pending: [] });
    expect(stream.delivery.objects[0]).toMatch(
      /^ctr\/2026\/11\/20\/09\/to-bucket-1-2026-11-20-09-\d\d-\d\d-/,
    );
    const asked = s3.world.ledger.entries
      .filter(({ principal }) => principal === role.arn)
      .flatMap(({ checks }) => checks.map(({ action }) => action));
    expect(new Set(asked)).toEqual(
      new Set([
        'kinesis:DescribeStream',
        'kinesis:GetShardIterator',
        'kinesis:GetRecords',
        'kms:Decrypt',
        's3:PutObject',
        'kms:GenerateDataKey',
      ]),
    );
    await write('three\n');
    await s3.world.events.idle();
    expect((await textsIn(stream)).join('')).toBe('one\ntwo\nthree\n');
  });

  it.each([
    ['read', 'read', 'AccessDeniedException'],
    ['decrypt', 'read', 'KMSAccessDeniedException'],
    ['write', 'write', 'AccessDenied'],
    ['encrypt', 'write', 'AccessDenied'],
  ] as const)(
    'delivers nothing without the permission to %s, and everything once it has it',
    async (left, step, code) => {
      const { stream, permit } = pipeline();
      permit(left);
      await write('one');
      await s3.world.events.idle();
      expect(stream.delivery.objects).toEqual([]);
      expect(stream.delivery.errors[0]).toMatchObject({ step, code });
      permit();
      expect(await deliver(s3.world, stream)).toBe(true);
      expect(await textsIn(stream)).toEqual(['one']);
    },
  );

  it('is stopped by the bucket policy and by a role that does not trust Firehose', async () => {
    const { stream, role } = pipeline();
    createBucket(s3.world, home, {
      name: 'closed',
      policy: JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Deny',
            Principal: '*',
            Action: 's3:PutObject',
            Resource: 'arn:aws:s3:::closed/*',
            Condition: { StringNotLike: { 'aws:userId': ['AROAANOTHERROLEXXXXXX:*'] } },
          },
        ],
      }),
    });
    stream.destination = { ...stream.destination, BucketARN: 'arn:aws:s3:::closed' };
    await write('one');
    await s3.world.events.idle();
    expect(stream.delivery.errors[0]).toMatchObject({ step: 'write', code: 'AccessDenied' });
    role.trustPolicy = JSON.stringify(trust).replace('firehose.', 'lambda.');
    expect(await deliver(s3.world, stream)).toBe(false);
    expect(stream.delivery.errors.at(-2)).toMatchObject({ step: 'read', code: 'AccessDenied' });
  });

  it('discards what it could not write for 24 hours', async () => {
    const { stream, permit } = pipeline();
    permit('encrypt');
    await write('lost');
    await s3.world.events.idle();
    expect(stream.delivery).toMatchObject({ discarded: 0, delivered: 0 });
    clock.advance(24 * 3_600_000);
    expect(await deliver(s3.world, stream)).toBe(false);
    expect(stream.delivery).toMatchObject({ discarded: 1, delivered: 0, pending: [] });
    permit();
    expect(await deliver(s3.world, stream)).toBe(true);
    expect(stream.delivery.objects).toEqual([]);
  });

  it('loses what it cannot read once the source has forgotten it', async () => {
    const { stream, streamKey, permit } = pipeline();
    permit('decrypt');
    await write('old');
    await s3.world.events.idle();
    streamKey.state = 'PendingDeletion';
    expect(await deliver(s3.world, stream)).toBe(false);
    expect(stream.delivery.errors.at(-1)).toMatchObject({ code: 'KMSInvalidStateException' });
    clock.advance(25 * 3_600_000);
    streamKey.state = 'Enabled';
    permit();
    expect(await deliver(s3.world, stream)).toBe(true);
    expect(stream.delivery).toMatchObject({ delivered: 0, objects: [] });
  });
});

describe('the API of Firehose', () => {
  const destination = (role: string, more: object = {}) => ({
    RoleARN: role,
    BucketARN: `arn:aws:s3:::${bucket}`,
    Prefix: 'ctr/',
    ...more,
  });

  it('describes by name a stream that reads Kinesis', async () => {
    const { source, role, bucketKey } = pipeline();
    const { DeliveryStreamARN } = await firehose.send(
      new CreateDeliveryStreamCommand({
        DeliveryStreamName: 'created',
        DeliveryStreamType: 'KinesisStreamAsSource',
        KinesisStreamSourceConfiguration: { KinesisStreamARN: source.arn, RoleARN: role.arn },
        ExtendedS3DestinationConfiguration: destination(role.arn, {
          EncryptionConfiguration: { KMSEncryptionConfig: { AWSKMSKeyARN: bucketKey.arn } },
        }),
      }),
    );
    const { DeliveryStreamDescription: described } = await firehose.send(
      new DescribeDeliveryStreamCommand({ DeliveryStreamName: 'created' }),
    );
    expect(described).toMatchObject({
      DeliveryStreamARN,
      DeliveryStreamType: 'KinesisStreamAsSource',
      DeliveryStreamEncryptionConfiguration: { Status: 'DISABLED' },
      Source: {
        KinesisStreamSourceDescription: { KinesisStreamARN: source.arn, RoleARN: role.arn },
      },
      Destinations: [
        {
          ExtendedS3DestinationDescription: {
            RoleARN: role.arn,
            BucketARN: `arn:aws:s3:::${bucket}`,
            EncryptionConfiguration: { KMSEncryptionConfig: { AWSKMSKeyARN: bucketKey.arn } },
          },
        },
      ],
    });
    await expect(
      firehose.send(
        new StartDeliveryStreamEncryptionCommand({
          DeliveryStreamName: 'created',
          DeliveryStreamEncryptionConfigurationInput: { KeyType: 'AWS_OWNED_CMK' },
        }),
      ),
    ).rejects.toThrow(InvalidArgumentException);
    expect(await firehose.send(new ListDeliveryStreamsCommand({}))).toMatchObject({
      DeliveryStreamNames: ['created', 'to-bucket'],
      HasMoreDeliveryStreams: false,
    });
    await firehose.send(new DeleteDeliveryStreamCommand({ DeliveryStreamName: 'created' }));
    await expect(
      firehose.send(new DescribeDeliveryStreamCommand({ DeliveryStreamName: 'created' })),
    ).rejects.toThrow(ResourceNotFoundException);
  });

  it('asks whoever creates a stream for iam:PassRole', async () => {
    const { role } = pipeline();
    const builder = s3.role('Builder', {
      Version: '2012-10-17',
      Statement: [
        statement('firehose:*', '*'),
        statement('iam:PassRole', role.arn, {
          StringEquals: { 'iam:PassedToService': 'ec2.amazonaws.com' },
        }),
      ],
    });
    const client = new FirehoseClient({ ...s3.aws.clientFor(builder.arn), maxAttempts: 1 });
    const create = new CreateDeliveryStreamCommand({
      DeliveryStreamName: 'refused',
      ExtendedS3DestinationConfiguration: destination(role.arn),
    });
    await expect(client.send(create)).rejects.toThrow('iam:PassRole');
  });

  it('takes records directly, encrypted with a key of its own while it may use it', async () => {
    const { role, permit, bucketKey } = pipeline();
    permit();
    const named = { DeliveryStreamName: 'direct' };
    await firehose.send(
      new CreateDeliveryStreamCommand({
        ...named,
        ExtendedS3DestinationConfiguration: destination(role.arn, { CompressionFormat: 'GZIP' }),
      }),
    );
    const own = createKey(s3.world, home);
    await firehose.send(
      new StartDeliveryStreamEncryptionCommand({
        ...named,
        DeliveryStreamEncryptionConfigurationInput: {
          KeyType: 'CUSTOMER_MANAGED_CMK',
          KeyARN: own.arn,
        },
      }),
    );
    const described = await firehose.send(new DescribeDeliveryStreamCommand(named));
    expect(
      described.DeliveryStreamDescription?.DeliveryStreamEncryptionConfiguration,
    ).toMatchObject({ Status: 'ENABLED', KeyType: 'CUSTOMER_MANAGED_CMK', KeyARN: own.arn });
    const Data = Buffer.from('record');
    const put = () => firehose.send(new PutRecordCommand({ ...named, Record: { Data } }));
    expect(await put()).toMatchObject({ Encrypted: true });
    own.grants.length = 0;
    await expect(put()).rejects.toThrow(InvalidKMSResourceException);
    await firehose.send(new StopDeliveryStreamEncryptionCommand(named));
    const batch = new PutRecordBatchCommand({ ...named, Records: [{ Data }, { Data }] });
    expect(await firehose.send(batch)).toMatchObject({ FailedPutCount: 0, Encrypted: false });
    await s3.world.events.idle();
    const stream = deliveryStreams(s3.world, home).get('direct');
    expect(stream?.delivery).toMatchObject({ delivered: 3, errors: [] });
    expect(stream?.delivery.objects[0]).toMatch(/\.gz$/);
    const update = (version: string) =>
      firehose.send(
        new UpdateDestinationCommand({
          ...named,
          CurrentDeliveryStreamVersionId: version,
          DestinationId: 'destinationId-000000000001',
          ExtendedS3DestinationUpdate: {
            EncryptionConfiguration: { KMSEncryptionConfig: { AWSKMSKeyARN: bucketKey.arn } },
          },
        }),
      );
    await update('1');
    await expect(update('1')).rejects.toThrow('do not match');
    expect(stream?.destination).toMatchObject({ Prefix: 'ctr/', CompressionFormat: 'GZIP' });
  });
});
