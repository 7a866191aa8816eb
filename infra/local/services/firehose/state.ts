import type { ExtendedS3DestinationDescription } from '@aws-sdk/client-firehose';
import { AwsError } from '../../service.ts';
import type { Scope, StateSlot, World } from '../../world.ts';

/** Why Firehose could not deliver. */
export interface DeliveryError {
  readonly at: Date;
  /** `read`: the source stream; `write`: the destination bucket. */
  readonly step: 'read' | 'write';
  /** As AWS answered the delivery stream's role. */
  readonly code: string;
  readonly message: string;
}

/** What became of the records. */
export interface Delivery {
  /** Sequence numbers up to which each shard was read. */
  readonly read: Map<string, string>;
  /** Records that wait for delivery. */
  pending: Uint8Array[];
  /** When the delivery of what is pending first failed. */
  failingSince?: Date;
  /** Records. */
  delivered: number;
  discarded: number;
  /** Keys of the objects written, oldest first. */
  readonly objects: string[];
  readonly errors: DeliveryError[];
}

export interface DeliveryStream {
  readonly name: string;
  readonly arn: string;
  readonly scope: Scope;
  readonly created: Date;
  updated: Date;
  version: number;
  /** Absent: `DirectPut`. */
  readonly source?: { readonly streamArn: string; readonly roleArn: string };
  /** Server-side encryption of a DirectPut stream. */
  encryption: DeliveryStreamEncryption | undefined;
  destination: ExtendedS3DestinationDescription;
  readonly delivery: Delivery;
}

export type DeliveryStreamEncryption =
  | { readonly keyType: 'AWS_OWNED_CMK' }
  | { readonly keyType: 'CUSTOMER_MANAGED_CMK'; readonly keyArn: string };

/** By name. */
export type DeliveryStreams = Map<string, DeliveryStream>;

const slot: StateSlot<DeliveryStreams> = {
  name: 'firehose',
  span: 'region',
  create: () => new Map(),
};

export const deliveryStreams = (world: World, scope: Scope): DeliveryStreams =>
  world.state(slot, scope);

export interface NewDeliveryStream {
  readonly name: string;
  /** The ARN of the Kinesis stream that is read; `DirectPut` unless given. */
  readonly source?: string;
  /** The role that reads, decrypts and writes. */
  readonly role: string;
  /** The name of the destination bucket. */
  readonly bucket: string;
  readonly prefix?: string;
  /** The ARN of the KMS key that objects are encrypted with; the bucket's default unless given. */
  readonly key?: string;
  readonly encryption?: DeliveryStreamEncryption;
}

/** Makes a delivery stream, active at once. */
export const createDeliveryStream = (
  world: World,
  scope: Scope,
  seed: NewDeliveryStream,
): DeliveryStream =>
  addDeliveryStream(world, scope, {
    name: seed.name,
    ...(seed.source !== undefined && {
      source: { streamArn: seed.source, roleArn: seed.role },
    }),
    ...(seed.encryption && { encryption: seed.encryption }),
    destination: {
      RoleARN: seed.role,
      BucketARN: `arn:${scope.partition}:s3:::${seed.bucket}`,
      Prefix: seed.prefix ?? '',
      BufferingHints: { SizeInMBs: 5, IntervalInSeconds: 300 },
      CompressionFormat: 'UNCOMPRESSED',
      EncryptionConfiguration:
        seed.key === undefined
          ? { NoEncryptionConfig: 'NoEncryption' }
          : { KMSEncryptionConfig: { AWSKMSKeyARN: seed.key } },
      CloudWatchLoggingOptions: { Enabled: false },
      S3BackupMode: 'Disabled',
    },
  });

/** @throws AwsError `ResourceInUseException` when there is one of that name. */
export function addDeliveryStream(
  world: World,
  scope: Scope,
  given: Pick<DeliveryStream, 'name' | 'source' | 'destination'> & {
    readonly encryption?: DeliveryStreamEncryption;
  },
): DeliveryStream {
  const streams = deliveryStreams(world, scope);
  const { partition, region, account } = scope;
  const { name } = given;
  if (streams.has(name)) {
    throw new AwsError(
      'ResourceInUseException',
      `Firehose ${name} under accountId ${account} already exists`,
    );
  }
  const now = world.clock.now();
  const stream: DeliveryStream = {
    ...given,
    arn: `arn:${partition}:firehose:${region}:${account}:deliverystream/${name}`,
    scope: { partition, account, region },
    created: now,
    updated: now,
    version: 1,
    encryption: given.encryption,
    delivery: {
      read: new Map(),
      pending: [],
      delivered: 0,
      discarded: 0,
      objects: [],
      errors: [],
    },
  };
  streams.set(name, stream);
  emitDeliveryStream(world, stream, 'discovered');
  return stream;
}

/** Tells AWS Config of a delivery stream's creation, change or deletion. */
export function emitDeliveryStream(
  world: World,
  { scope, name, arn }: DeliveryStream,
  change: 'discovered' | 'changed' | 'deleted',
): void {
  world.events.emit('resource-changed', {
    scope,
    resourceType: 'AWS::KinesisFirehose::DeliveryStream',
    resourceId: name,
    resourceName: name,
    arn,
    change,
  });
}
