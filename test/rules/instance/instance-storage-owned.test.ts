import { describe } from '@jest/globals';
import { absent, known, unreadable } from '#shared/connect/fact.ts';
import type { StorageAssociation } from '#shared/connect/inventory.ts';
import type { DeliveryStreamDescription } from '#shared/connect/stream.ts';
import type { InstanceFacts } from '#shared/rules/instance/facts.ts';
import { rule } from '#shared/rules/instance/instance-storage-owned.ts';
import {
  bucket,
  key,
  place,
  recordings,
  records,
  sampleInstance,
  storageOf,
} from '#shared/rules/instance/sample.ts';
import { accessDenied } from '../../fakes/state.ts';
import { judges } from '../judges.ts';

const around = (changed: Partial<InstanceFacts>): InstanceFacts => sampleInstance({}, changed);
const stores = (
  associations: readonly StorageAssociation[],
  changed: Partial<InstanceFacts> = {},
) => sampleInstance({ storage: storageOf(...associations) }, changed);
const stream = 'arn:aws:kinesis:ap-northeast-1:111122223333:stream/contact-records';
const delivery = 'arn:aws:firehose:ap-northeast-1:111122223333:deliverystream/records';
const firehose: StorageAssociation = {
  resourceType: 'CONTACT_TRACE_RECORDS',
  storageType: 'KINESIS_FIREHOSE',
  stream: delivery,
};
const delivers: DeliveryStreamDescription = {
  arn: delivery,
  name: 'records',
  type: 'DirectPut',
  encryption: { status: 'DISABLED' },
  destinations: [],
};
const foreignKey = 'arn:aws:kms:ap-northeast-1:444455556666:key/1';
const elsewhere = 'arn:aws:kms:eu-central-1:111122223333:key/1';
const foreignStream = 'arn:aws:kinesis:ap-northeast-1:444455556666:stream/records';
const gone = known({ owner: 'not-this-account' } as const);

describe('instance-storage-owned', () => {
  judges(rule, [
    ['everything its own', sampleInstance(), 'COMPLIANT', /All that sample stores in/],
    [
      "a bucket that is gone or another account's",
      around({ buckets: { [bucket]: gone } }),
      'NON_COMPLIANT',
      /CALL_RECORDINGS goes to amazon-connect-0123456789ab, which is not a bucket of this account/,
    ],
    [
      'a bucket of another region that is ours',
      around({ buckets: { [bucket]: known({ owner: 'this-account', region: 'eu-central-1' }) } }),
      'COMPLIANT',
      /All/,
    ],
    [
      'a bucket whose owner may not be read',
      around({ buckets: { [bucket]: unreadable(accessDenied('s3:ListAllMyBuckets')) } }),
      'INDETERMINATE',
      /whose bucket amazon-connect-0123456789ab is: s3:ListAllMyBuckets AccessDenied/,
    ],
    [
      'a bucket that the inventory does not know',
      around({ buckets: {} }),
      'INDETERMINATE',
      /whose bucket .*inventory does not say/,
    ],
    [
      'a bucket without an answer, which is not gone',
      around({ buckets: { [bucket]: absent } }),
      'INDETERMINATE',
      /inventory does not say/,
    ],
    [
      'the second of two buckets',
      stores([recordings, { ...recordings, resourceType: 'ATTACHMENTS', bucket: 'attachments' }], {
        buckets: {
          [bucket]: known({ owner: 'this-account', region: place.region }),
          attachments: gone,
        },
      }),
      'NON_COMPLIANT',
      /^ATTACHMENTS goes to attachments/,
    ],
    [
      'a key that is gone',
      around({ keys: { [key.arn]: absent } }),
      'NON_COMPLIANT',
      /CALL_RECORDINGS uses the key arn:aws:kms:.* which is gone/,
    ],
    [
      'a key of another region, where nobody looked',
      stores([{ ...recordings, key: elsewhere }], { keys: { [elsewhere]: absent } }),
      'INDETERMINATE',
      /nobody looked in its region/,
    ],
    [
      "another account's key",
      stores([{ ...recordings, key: foreignKey }], {
        keys: { [foreignKey]: known({ ...key, arn: foreignKey, account: '444455556666' }) },
      }),
      'NON_COMPLIANT',
      /of account 444455556666/,
    ],
    [
      "another account's key that may not be described",
      stores([{ ...recordings, key: foreignKey }], {
        keys: { [foreignKey]: unreadable(accessDenied('kms:DescribeKey')) },
      }),
      'NON_COMPLIANT',
      /of account 444455556666/,
    ],
    [
      "another account's key behind an alias",
      around({ keys: { [key.arn]: known({ ...key, account: '444455556666' }) } }),
      'NON_COMPLIANT',
      /of account 444455556666/,
    ],
    [
      'a key that may not be described',
      around({ keys: { [key.arn]: unreadable(accessDenied('kms:DescribeKey')) } }),
      'INDETERMINATE',
      /whose key .* kms:DescribeKey AccessDenied/,
    ],
    [
      'a key that the inventory does not know',
      around({ keys: {} }),
      'INDETERMINATE',
      /whose key .*inventory does not say/,
    ],
    [
      'a stream that is gone',
      around({ streams: { [stream]: absent } }),
      'NON_COMPLIANT',
      /CONTACT_TRACE_RECORDS uses the stream .*contact-records, which is gone/,
    ],
    [
      "another account's stream",
      stores([{ ...records, stream: foreignStream }]),
      'NON_COMPLIANT',
      /stream arn.* of account 444455556666/,
    ],
    [
      'a stream that may not be read',
      around({ streams: { [stream]: unreadable(accessDenied('kinesis:DescribeStreamSummary')) } }),
      'INDETERMINATE',
      /kinesis:DescribeStreamSummary/,
    ],
    [
      'a stream that the inventory does not know',
      around({ streams: {} }),
      'INDETERMINATE',
      /whose stream/,
    ],
    [
      "a stream with another account's key",
      around({
        streams: {
          [stream]: known({
            arn: stream,
            name: 'contact-records',
            encryptionType: 'KMS',
            key: foreignKey,
          }),
        },
      }),
      'NON_COMPLIANT',
      /CONTACT_TRACE_RECORDS uses the key .*444455556666/,
    ],
    [
      'a stream without a key',
      around({
        streams: {
          [stream]: known({ arn: stream, name: 'contact-records', encryptionType: 'NONE' }),
        },
      }),
      'COMPLIANT',
      /All/,
    ],
    [
      'a delivery stream',
      stores([firehose], { deliveryStreams: { [delivery]: known(delivers) } }),
      'COMPLIANT',
      /All/,
    ],
    [
      'a delivery stream that is gone',
      stores([firehose], { deliveryStreams: { [delivery]: absent } }),
      'NON_COMPLIANT',
      /uses the stream arn:aws:firehose.* which is gone/,
    ],
    [
      'a delivery stream that may not be read',
      stores([firehose], {
        deliveryStreams: {
          [delivery]: unreadable(accessDenied('firehose:DescribeDeliveryStream')),
        },
      }),
      'INDETERMINATE',
      /firehose:DescribeDeliveryStream/,
    ],
    [
      'video streams, of which only the prefix is known',
      stores([
        {
          resourceType: 'MEDIA_STREAMS',
          storageType: 'KINESIS_VIDEO_STREAM',
          videoStreamPrefix: 'sample',
          key: key.arn,
        },
      ]),
      'COMPLIANT',
      /All/,
    ],
    [
      'a storage type that AWS may add',
      stores([{ resourceType: 'AGENT_EVENTS', storageType: 'KAFKA' }]),
      'INDETERMINATE',
      /where AGENT_EVENTS is stored: KAFKA names nothing/,
    ],
    [
      'what is gone beside what may not be read',
      around({
        buckets: { [bucket]: gone },
        streams: { [stream]: unreadable(accessDenied('kinesis:DescribeStreamSummary')) },
      }),
      'NON_COMPLIANT',
      /not a bucket of this account/,
    ],
    [
      'a resource type that may not be read',
      sampleInstance({
        storage: {
          ...storageOf(recordings),
          ATTACHMENTS: unreadable(accessDenied('connect:ListInstanceStorageConfigs')),
        },
      }),
      'INDETERMINATE',
      /where ATTACHMENTS is stored/,
    ],
    ['no storage at all', stores([]), 'NOT_APPLICABLE', /stores nothing/],
    [
      'another partition',
      sampleInstance(
        {
          storage: storageOf({
            ...records,
            stream: 'arn:aws-us-gov:kinesis:us-gov-west-1:111122223333:stream/r',
          }),
        },
        {
          streams: {
            'arn:aws-us-gov:kinesis:us-gov-west-1:111122223333:stream/r': known({
              arn: 'arn:aws-us-gov:kinesis:us-gov-west-1:111122223333:stream/r',
              name: 'r',
              encryptionType: 'NONE',
            }),
          },
        },
      ),
      'COMPLIANT',
      /All/,
    ],
    ['an instance that is gone', around({ instance: absent }), 'NOT_APPLICABLE', /no such/],
    [
      'instances that could not be listed',
      around({ instance: unreadable(accessDenied('connect:ListInstances')) }),
      'INDETERMINATE',
      /connect:ListInstances/,
    ],
  ]);
});
