import { describe } from '@jest/globals';
import { absent, type Fact, known, unreadable } from '#shared/connect/fact.ts';
import type { StorageAssociation } from '#shared/connect/inventory.ts';
import { storageResourceTypes } from '#shared/connect/storage-types.ts';
import type { InstanceFacts } from '#shared/rules/instance/facts.ts';
import { rule } from '#shared/rules/instance/instance-storage-encrypted.ts';
import {
  key,
  recordings,
  records,
  sampleInstance,
  storageOf,
} from '#shared/rules/instance/sample.ts';
import { accessDenied } from '../../fakes/state.ts';
import { type Case, judges } from '../judges.ts';

const stores = (...associations: readonly StorageAssociation[]): InstanceFacts =>
  sampleInstance({ storage: storageOf(...associations) });
const looked = (type: string, fact: Fact<readonly StorageAssociation[]>): InstanceFacts =>
  sampleInstance({ storage: { ...storageOf(recordings), [type]: fact } });
const without = ({ key: _, ...rest }: StorageAssociation): StorageAssociation => rest;
const inBucket = (resourceType: string): StorageAssociation => ({ ...recordings, resourceType });
const media: StorageAssociation = {
  resourceType: 'MEDIA_STREAMS',
  storageType: 'KINESIS_VIDEO_STREAM',
  videoStreamPrefix: 'sample-connect',
  key: key.arn,
};
const firehose: StorageAssociation = {
  resourceType: 'CONTACT_TRACE_RECORDS',
  storageType: 'KINESIS_FIREHOSE',
  stream: 'arn:aws:firehose:ap-northeast-1:111122223333:deliverystream/records',
};
const future: StorageAssociation = {
  resourceType: 'HOLOGRAMS',
  storageType: 'S3',
  bucket: 'b-holograms',
  key: key.arn,
};

const s3Types = Object.entries(storageResourceTypes).flatMap(([type, [first]]) =>
  first === 'S3' ? [type] : [],
);
const streamTypes = Object.entries(storageResourceTypes).flatMap(([type, [first]]) =>
  first === 'KINESIS_STREAM' ? [type] : [],
);

describe('instance-storage-encrypted', () => {
  judges(rule, [
    ...s3Types.flatMap((type): Case<InstanceFacts>[] => [
      [
        `${type} with a key`,
        stores(inBucket(type)),
        'COMPLIANT',
        new RegExp(`stores ${type} with a KMS key`),
      ],
      [
        `${type} without a key`,
        stores(without(inBucket(type))),
        'NON_COMPLIANT',
        new RegExp(`sample stores ${type} in amazon-connect-0123456789ab without a KMS key`),
      ],
    ]),
    ...streamTypes.map(
      (type): Case<InstanceFacts> => [
        `${type} in a stream, and leaves it to the rules about streams`,
        stores({ ...records, resourceType: type }),
        'NOT_APPLICABLE',
        new RegExp(`${type} goes to streams, which stream-encrypted`),
      ],
    ),
    ['MEDIA_STREAMS with a key', stores(media), 'COMPLIANT', /MEDIA_STREAMS with a KMS key/],
    [
      'MEDIA_STREAMS without a key',
      stores(without(media)),
      'NON_COMPLIANT',
      /MEDIA_STREAMS in video streams sample-connect…/,
    ],
    [
      'contact records in Firehose',
      stores(firehose),
      'NOT_APPLICABLE',
      /CONTACT_TRACE_RECORDS goes to streams/,
    ],
    [
      'recordings beside a stream',
      stores(recordings, records),
      'COMPLIANT',
      /CALL_RECORDINGS with a KMS key\. CONTACT_TRACE_RECORDS goes to streams/,
    ],
    [
      'a second association of a type without a key (mistake 8)',
      stores(recordings, without({ ...recordings, bucket: 'second-bucket' })),
      'NON_COMPLIANT',
      /CALL_RECORDINGS in second-bucket without/,
    ],
    [
      'a last type without a key',
      stores(recordings, without(inBucket('EMAIL_MESSAGES'))),
      'NON_COMPLIANT',
      /EMAIL_MESSAGES/,
    ],
    [
      'no storage at all, which is no pass (mistake 8)',
      stores(),
      'NOT_APPLICABLE',
      /stores nothing in buckets or video streams/,
    ],
    ['a resource type that AWS may add', stores(future), 'COMPLIANT', /HOLOGRAMS/],
    [
      'a resource type that AWS may add, without a key',
      stores(recordings, without(future)),
      'NON_COMPLIANT',
      /HOLOGRAMS in b-holograms/,
    ],
    [
      'a storage type that AWS may add',
      stores(recordings, { resourceType: 'AGENT_EVENTS', storageType: 'KAFKA', key: key.arn }),
      'INDETERMINATE',
      /AGENT_EVENTS of sample is encrypted in KAFKA/,
    ],
    [
      'a storage type that AWS may add beside storage without a key',
      stores(without(recordings), { resourceType: 'AGENT_EVENTS', storageType: 'KAFKA' }),
      'NON_COMPLIANT',
      /CALL_RECORDINGS/,
    ],
    [
      'a type that may not be read (mistake 12)',
      looked('ATTACHMENTS', unreadable(accessDenied('connect:ListInstanceStorageConfigs'))),
      'INDETERMINATE',
      /where ATTACHMENTS is stored: connect:ListInstanceStorageConfigs AccessDenied/,
    ],
    [
      'a type that Connect does not know here',
      looked('EMAIL_MESSAGES', absent),
      'COMPLIANT',
      /CALL_RECORDINGS/,
    ],
    [
      'an inventory that is silent about twelve types',
      sampleInstance({ storage: { CALL_RECORDINGS: known([recordings]) } }),
      'INDETERMINATE',
      /where CHAT_TRANSCRIPTS is stored: the inventory does not say/,
    ],
    [
      'a type without a key beside one that may not be read',
      sampleInstance({
        storage: {
          ...storageOf(without(recordings)),
          ATTACHMENTS: unreadable(accessDenied('connect:ListInstanceStorageConfigs')),
        },
      }),
      'NON_COMPLIANT',
      /CALL_RECORDINGS/,
    ],
    [
      'an instance that is gone',
      sampleInstance({}, { instance: absent }),
      'NOT_APPLICABLE',
      /no such/,
    ],
    [
      'instances that could not be listed',
      sampleInstance({}, { instance: unreadable(accessDenied('connect:ListInstances')) }),
      'INDETERMINATE',
      /connect:ListInstances/,
    ],
  ]);
});
