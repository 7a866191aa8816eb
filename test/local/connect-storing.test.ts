import {
  AssociateInstanceStorageConfigCommand,
  ConnectClient,
  DescribeInstanceAttributeCommand,
  InvalidParameterException,
  ListInstanceAttributesCommand,
  UpdateInstanceAttributeCommand,
} from '@aws-sdk/client-connect';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createInstance, type NewInstance } from '#infra/local/services/connect/instances.ts';
import { uploadRecording } from '#infra/local/services/connect/recordings.ts';
import { publishContactRecord } from '#infra/local/services/connect/records.ts';
import { createDeliveryStream } from '#infra/local/services/firehose/state.ts';
import { createRole } from '#infra/local/services/iam/entities.ts';
import { createStream } from '#infra/local/services/kinesis/state.ts';
import { createKey } from '#infra/local/services/kms/state.ts';
import { logGroups } from '#infra/local/services/logs/state.ts';
import { createBucket } from '#infra/local/services/s3/buckets.ts';
import type { UnconfirmedFactId } from '#infra/local/unconfirmed.ts';
import { allow, home, startS3 } from './s3-callers.ts';

let s3: Awaited<ReturnType<typeof startS3>>;
const start = async (flipped: readonly UnconfirmedFactId[] = []) => {
  s3 = await startS3({ throttles: 'off', flipped });
};
beforeEach(() => start());
afterEach(async () => {
  await s3.aws.close();
  expect(s3.world.events.failures).toEqual([]);
});

const record = {
  ContactId: 'c-1',
  Channel: 'VOICE',
  AWSContactTraceRecordFormatVersion: '2017-03-10',
};

/** An instance whose records go to a stream under `streamKey`, recordings under `recordingKey`. */
function streaming(streamKey: string | undefined, recordingKey?: string, more: NewInstance = {}) {
  createBucket(s3.world, home, { name: 'calls' });
  const stream = createStream(s3.world, home, {
    name: 'records',
    ...(streamKey !== undefined && { key: streamKey }),
  });
  const instance = createInstance(s3.world, home, {
    alias: 'acme',
    storage: [
      {
        resourceType: 'CALL_RECORDINGS',
        bucket: 'calls',
        prefix: 'connect/acme/CallRecordings',
        ...(recordingKey !== undefined && { key: recordingKey }),
      },
      { resourceType: 'CONTACT_TRACE_RECORDS', stream: stream.arn },
    ],
    ...more,
  });
  const count = () => stream.shards.reduce((sum, { records }) => sum + records.length, 0);
  return { instance, stream, count };
}

describe('the contact records of an instance', () => {
  it.each([
    ['not encrypted', () => undefined],
    ["under the recordings' key", (key: string) => key],
    ['under the key that AWS manages', () => 'alias/aws/kinesis'],
  ])('reach a stream %s', async (_, streamKey) => {
    const key = createKey(s3.world, home).arn;
    const { instance, stream, count } = streaming(streamKey(key), key);
    expect(await publishContactRecord(s3.world, instance.arn, record)).toEqual({
      status: 'written',
      stream: stream.arn,
    });
    expect(count()).toBe(1);
    expect(instance.activity).toMatchObject({ recordsWritten: 1, recordsDropped: [] });
  });

  it.each([
    ['that Connect was granted nothing on', 'Enabled', 'KMSAccessDeniedException'],
    ['that is about to be deleted', 'PendingDeletion', 'KMSInvalidStateException'],
    ['that is disabled', 'Disabled', 'KMSDisabledException'],
  ])('are lost in silence under a key %s', async (_, state, code) => {
    const { instance, stream, count } = streaming(createKey(s3.world, home, { state }).arn);
    expect(await publishContactRecord(s3.world, instance.arn, record)).toMatchObject({
      status: 'dropped',
      stream: stream.arn,
      fault: { code, target: stream.arn },
    });
    expect(count()).toBe(0);
    expect(instance.activity.recordsDropped).toHaveLength(1);
  });

  it('reach a stream whose key policy lets the role in', async () => {
    const key = createKey(s3.world, home);
    const { instance } = streaming(key.arn);
    key.policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { AWS: instance.serviceRole },
          Action: 'kms:GenerateDataKey',
          Resource: '*',
        },
      ],
    });
    const outcome = await publishContactRecord(s3.world, instance.arn, record);
    expect(outcome.status).toBe('written');
  });

  it('may be lost under the key that AWS manages: nobody knows', async () => {
    await s3.aws.close();
    await start(['connect-writes-under-the-managed-stream-key']);
    const { instance } = streaming('alias/aws/kinesis');
    const outcome = await publishContactRecord(s3.world, instance.arn, record);
    expect(outcome).toMatchObject({
      status: 'dropped',
      fault: { code: 'KMSAccessDeniedException' },
    });
  });

  it('reach a delivery stream, and the bucket through it', async () => {
    createBucket(s3.world, home, { name: 'records' });
    const role = createRole(s3.world, home, {
      name: 'Delivery',
      trustPolicy: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { Service: 'firehose.amazonaws.com' },
            Action: 'sts:AssumeRole',
          },
        ],
      },
      policies: { Write: allow('s3:PutObject', 'arn:aws:s3:::records/*') },
    });
    const stream = createDeliveryStream(s3.world, home, {
      name: 'direct',
      role: role.arn,
      bucket: 'records',
    });
    const { arn } = createInstance(s3.world, home, {
      storage: [{ resourceType: 'CONTACT_TRACE_RECORDS', stream: stream.arn }],
    });
    const outcome = await publishContactRecord(s3.world, arn, record);
    expect(outcome).toEqual({ status: 'written', stream: stream.arn });
    await s3.world.events.idle();
    expect(stream.delivery).toMatchObject({ delivered: 1, errors: [] });
  });

  it('go nowhere without an association', async () => {
    const { arn } = createInstance(s3.world, home);
    expect(await publishContactRecord(s3.world, arn, record)).toEqual({ status: 'unassociated' });
    await expect(publishContactRecord(s3.world, `${arn}0`, record)).rejects.toMatchObject({
      code: 'ResourceNotFoundException',
    });
  });
});

describe('the recordings of an instance', () => {
  it('are put where its association says, under its key', async () => {
    const key = createKey(s3.world, home).arn;
    const { instance } = streaming(undefined, key);
    const outcome = await uploadRecording(s3.world, instance.arn, {
      contactId: 'c-1',
      at: new Date('2026-11-20T09:15:00Z'),
      body: 'RIFF',
    });
    const place = {
      bucket: 'calls',
      key: 'connect/acme/CallRecordings/2026/11/20/c-1_20261120T09:15_UTC.wav',
    };
    expect(outcome).toEqual({ status: 'uploaded', ...place });
    const object = await s3.admin.client.send(
      new GetObjectCommand({ Bucket: place.bucket, Key: place.key }),
    );
    expect(object.SSEKMSKeyId).toBe(key);
    expect(await object.Body?.transformToString()).toBe('RIFF');
  });

  it('fail to upload where the bucket policy shuts the role out', async () => {
    const { instance } = streaming(undefined);
    createBucket(s3.world, home, {
      name: 'locked',
      policy: JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Deny',
            Principal: '*',
            Action: 's3:*',
            Resource: ['arn:aws:s3:::locked', 'arn:aws:s3:::locked/*'],
            Condition: { StringNotLike: { 'aws:userId': ['AROAADMINISTRATORXXXX:*'] } },
          },
        ],
      }),
    });
    const locked = createInstance(s3.world, home, {
      alias: 'locked',
      storage: [{ resourceType: 'CALL_RECORDINGS', bucket: 'locked', prefix: 'p' }],
    });
    expect(await uploadRecording(s3.world, locked.arn, { contactId: 'c-1' })).toMatchObject({
      status: 'failed',
      fault: { code: 'AccessDenied', target: 'locked' },
    });
    expect(locked.activity.uploadErrors).toHaveLength(1);
    expect(instance.activity.uploadErrors).toEqual([]);
  });

  it('are put by the role that an instance from before 2018 does not report', async () => {
    const { arn } = createRole(s3.world, home, {
      name: 'connect-access-role-1',
      trustPolicy: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { Service: 'connect.amazonaws.com' },
            Action: 'sts:AssumeRole',
          },
        ],
      },
      policies: { Storage: allow('s3:PutObject', 'arn:aws:s3:::calls/*') },
    });
    const { instance } = streaming(undefined, undefined, { serviceRole: null, actsAs: arn });
    const outcome = await uploadRecording(s3.world, instance.arn, { contactId: 'c-1' });
    expect(outcome.status).toBe('uploaded');
  });
});

describe('the attributes of an instance', () => {
  it('are read and changed by type, and flow logs get their log group', async () => {
    const admin = new ConnectClient({ ...s3.aws.clientFor(s3.admin.arn), maxAttempts: 1 });
    const { id } = createInstance(s3.world, home, { alias: 'acme' });
    const named = { InstanceId: id, AttributeType: 'CONTACTFLOW_LOGS' } as const;
    const value = async () =>
      (await admin.send(new DescribeInstanceAttributeCommand(named))).Attribute?.Value;
    expect(await value()).toBe('false');
    await admin.send(new UpdateInstanceAttributeCommand({ ...named, Value: 'true' }));
    expect(await value()).toBe('true');
    expect([...logGroups(s3.world, home).keys()]).toContain('/aws/connect/acme');
    const first = await admin.send(new ListInstanceAttributesCommand({ InstanceId: id }));
    const rest = await admin.send(
      new ListInstanceAttributesCommand({ InstanceId: id, NextToken: first.NextToken }),
    );
    const all = [...(first.Attributes ?? []), ...(rest.Attributes ?? [])];
    expect(all).toHaveLength(13);
    expect(all).toContainEqual({ AttributeType: 'INBOUND_CALLS', Value: 'true' });
    const wrong = new UpdateInstanceAttributeCommand({ ...named, Value: 'perhaps' });
    await expect(admin.send(wrong)).rejects.toThrow(InvalidParameterException);
  });
});

it('associates a data stream for whoever may describe it', async () => {
  const { id } = createInstance(s3.world, home, { alias: 'acme' });
  const { arn } = createStream(s3.world, home, { name: 'records' });
  const admin = new ConnectClient({ ...s3.aws.clientFor(s3.admin.arn), maxAttempts: 1 });
  const { AssociationId } = await admin.send(
    new AssociateInstanceStorageConfigCommand({
      InstanceId: id,
      ResourceType: 'CONTACT_TRACE_RECORDS',
      StorageConfig: {
        StorageType: 'KINESIS_STREAM',
        KinesisStreamConfig: { StreamArn: arn },
      },
    }),
  );
  expect(AssociationId).toBeDefined();
});
