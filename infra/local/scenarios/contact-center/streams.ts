import { createDeliveryStream } from '../../services/firehose/state.ts';
import { createRole } from '../../services/iam/entities.ts';
import { createStream } from '../../services/kinesis/state.ts';
import type { World } from '../../world.ts';
import { deliveryBuckets } from './buckets.ts';
import type { Keys } from './keys.ts';
import { bucketArns, home, iamArn } from './place.ts';

const arnOf = (service: string, resource: string): string =>
  `arn:${home.partition}:${service}:${home.region}:${home.account}:${resource}`;

/** The streams that Amazon Connect writes to, by ARN. */
export const streams = {
  /** Contact records of acme-support, with the key of its recordings. */
  records: arnOf('kinesis', 'stream/acme-contact-records'),
  /** Agent events of acme-support, with a key that Connect was granted. */
  agentEvents: arnOf('kinesis', 'stream/acme-agent-events'),
  /** Contact records of acme-sales, with a key that Connect may not use: they are lost. */
  salesRecords: arnOf('kinesis', 'stream/acme-sales-records'),
  /** Agent events of acme-legacy, not encrypted. */
  legacyEvents: arnOf('kinesis', 'stream/acme-legacy-events'),
} as const;

/** The delivery streams, by name. */
export const deliveryNames = {
  /** From acme-contact-records into a bucket with another key. */
  archive: 'acme-records-to-archive',
  /** From acme-contact-records into a bucket with the same key. */
  copies: 'acme-records-to-copies',
  /** From acme-contact-records, by a role that may not decrypt it. */
  analytics: 'acme-records-to-analytics',
  /** Contact records of acme-clinic, put into it by Connect itself, not encrypted. */
  clinic: 'acme-clinic-records',
} as const;

export const clinicDelivery = arnOf('firehose', `deliverystream/${deliveryNames.clinic}`);

/** The roles by which Firehose delivers. */
export const deliveryRoles = {
  archive: iamArn('role/RecordsToArchive'),
  copies: iamArn('role/RecordsToCopies'),
  analytics: iamArn('role/RecordsToAnalytics'),
  clinic: iamArn('role/ClinicRecords'),
} as const;

/** Makes the streams. */
export function seedStreams(world: World, keys: Keys): void {
  const make = (arn: string, key?: string) =>
    createStream(world, home, {
      name: arn.slice(arn.indexOf('/') + 1),
      ...(key !== undefined && { key }),
    });
  make(streams.records, keys.recordings);
  make(streams.agentEvents, keys.agentEvents);
  make(streams.salesRecords, keys.salesRecords);
  make(streams.legacyEvents);
}

/** Makes the delivery streams with their roles, after the buckets. */
export function seedDeliveries(world: World, keys: Keys): void {
  const { archive, copies, analytics, clinic } = deliveryBuckets;
  const reads = [
    statement(
      ['kinesis:DescribeStream', 'kinesis:GetShardIterator', 'kinesis:GetRecords'],
      streams.records,
    ),
  ];
  const decrypts = statement(['kms:Decrypt'], keys.recordings, {
    StringEquals: { 'kms:ViaService': `kinesis.${home.region}.amazonaws.com` },
    StringLike: { 'kms:EncryptionContext:aws:kinesis:arn': streams.records },
  });
  const writes = (bucket: string) =>
    statement(
      [
        's3:AbortMultipartUpload',
        's3:GetBucketLocation',
        's3:ListBucket',
        's3:ListBucketMultipartUploads',
        's3:PutObject',
      ],
      bucketArns(bucket),
    );
  const encrypts = (key: string) =>
    statement(['kms:Decrypt', 'kms:GenerateDataKey'], key, {
      StringEquals: { 'kms:ViaService': `s3.${home.region}.amazonaws.com` },
    });
  const make = (
    name: keyof typeof deliveryNames,
    bucket: string,
    statements: readonly object[],
    more: { readonly source?: string; readonly key?: string } = {},
  ): void => {
    const role = deliveryRoles[name];
    createRole(world, home, {
      name: role.slice(role.lastIndexOf('/') + 1),
      trustPolicy: firehoseOfThisAccount,
      policies: { Delivery: { Version: '2012-10-17', Statement: statements } },
    });
    createDeliveryStream(world, home, {
      name: deliveryNames[name],
      role,
      bucket,
      prefix: 'contact-records/',
      ...more,
    });
  };
  const source = streams.records;
  const { recordings: same, archive: another } = keys;
  make('archive', archive, [...reads, decrypts, writes(archive), encrypts(another)], {
    source,
    key: another,
  });
  make('copies', copies, [...reads, decrypts, writes(copies), encrypts(same)], {
    source,
    key: same,
  });
  make('analytics', analytics, [...reads, writes(analytics)], { source });
  make('clinic', clinic, [writes(clinic)]);
}

const statement = (Action: readonly string[], Resource: unknown, Condition?: object) => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...(Condition && { Condition }),
});

const firehoseOfThisAccount = {
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
