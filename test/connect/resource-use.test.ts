import { describe, expect, it } from '@jest/globals';
import type { Arn } from '#shared/connect/arn.ts';
import { bucketUse } from '#shared/connect/bucket-use.ts';
import { known, unreadable } from '#shared/connect/fact.ts';
import type { Inventory, StorageAssociation } from '#shared/connect/inventory.ts';
import { keysOf } from '#shared/connect/key-names.ts';
import { keyUse } from '#shared/connect/key-use.ts';
import { instancesOf, streamUse } from '#shared/connect/resource-use.ts';
import { account, bucket, instances, inventory, region } from '../fakes/contact-center.ts';
import { customerKey } from '../fakes/keys.ts';
import { accessDenied } from '../fakes/state.ts';

const stream: Arn = `arn:aws:kinesis:${region}:${account}:stream/records`;
const delivery: Arn = `arn:aws:firehose:${region}:${account}:deliverystream/to-s3`;
const role: Arn = `arn:aws:iam::${account}:role/delivers`;
const recordingsKey: Arn = `arn:aws:kms:${region}:${account}:key/recordings`;
const streamKey: Arn = `arn:aws:kms:${region}:${account}:key/stream`;
const lakeKey: Arn = `arn:aws:kms:${region}:${account}:key/lake`;

const streams: StorageAssociation = {
  resourceType: 'CONTACT_TRACE_RECORDS',
  storageType: 'KINESIS_STREAM',
  stream,
};
const recordings: StorageAssociation = {
  resourceType: 'CALL_RECORDINGS',
  storageType: 'S3',
  bucket,
  key: 'alias/recordings',
};

/** Tokyo encrypts its recordings and streams to a lake; Osaka and the old one do neither. */
const streaming: Inventory = {
  ...inventory,
  instances: known(
    instancesOf(inventory).map((each) =>
      each.arn === instances.tokyo
        ? {
            ...each,
            storage: {
              CALL_RECORDINGS: known([recordings]),
              CONTACT_TRACE_RECORDS: known([streams]),
            },
          }
        : each,
    ),
  ),
  keys: {
    'alias/recordings': known(customerKey(recordingsKey)),
    [streamKey]: known(customerKey(streamKey)),
    [lakeKey]: known(customerKey(lakeKey)),
  },
  streams: {
    [stream]: known({ arn: stream, name: 'records', encryptionType: 'KMS', key: streamKey }),
  },
  deliveryStreams: {
    [delivery]: known({
      arn: delivery,
      name: 'to-s3',
      type: 'KinesisStreamAsSource',
      source: { stream, role },
      encryption: { status: 'DISABLED' },
      destinations: [{ type: 'ExtendedS3', bucket: 'lake', role, key: lakeKey }],
    }),
  },
  deliveryStreamsSearched: known(1),
};
const arnsOf = (use: { readonly instances: readonly { readonly arn: Arn }[] }) =>
  use.instances.map(({ arn }) => arn);

describe('who uses a resource', () => {
  it('is known of a key by every name and every way to it', () => {
    expect(keysOf(streaming)).toEqual([recordingsKey, streamKey, lakeKey]);
    for (const [arn, encryptors] of [
      [recordingsKey, 1],
      [streamKey, 1],
      [lakeKey, 0],
    ] as const) {
      const use = keyUse(streaming, arn);
      expect(arnsOf(use)).toEqual([instances.tokyo]);
      expect(use.encryptors).toHaveLength(encryptors);
      expect(use.complete).toBe(true);
    }
    expect(arnsOf(keyUse(streaming, `${lakeKey}-other`))).toEqual([]);
  });

  it('is known of streams, and of the delivery streams that read them', () => {
    expect(arnsOf(streamUse(streaming, stream))).toEqual([instances.tokyo]);
    expect(arnsOf(streamUse(streaming, delivery))).toEqual([instances.tokyo]);
    expect(streamUse(streaming, `${stream}-other`)).toMatchObject({
      instances: [],
      complete: true,
    });
  });

  it('is known of a bucket that records are delivered to', () => {
    const use = bucketUse(streaming, 'lake');
    expect(arnsOf(use)).toEqual([instances.tokyo]);
    expect(use).toMatchObject({
      associations: [],
      deliveries: [{ deliveryStream: delivery, destination: { role } }],
      complete: true,
    });
  });

  it('is not all known while a delivery stream, a key or the list of them cannot be read', () => {
    const why = accessDenied('firehose:DescribeDeliveryStream');
    const blind = { ...streaming, deliveryStreams: { [delivery]: unreadable(why) } };
    const unlisted = { ...streaming, deliveryStreamsSearched: unreadable(why) };
    const nameless = { ...streaming, keys: { 'alias/recordings': unreadable(why) } };
    for (const use of [
      bucketUse(blind, 'lake'),
      streamUse(blind, delivery),
      bucketUse(unlisted, 'other'),
      streamUse(unlisted, `${delivery}-other`),
      keyUse(nameless, recordingsKey),
      keyUse(blind, lakeKey),
    ]) {
      expect(use).toMatchObject({ complete: false, unreadable: [why] });
    }
  });
});
