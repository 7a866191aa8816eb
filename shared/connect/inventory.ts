import type { Arn } from './arn.ts';
import type { Fact } from './fact.ts';
import type { KeyDescription } from './key.ts';
import type { DeliveryStreamDescription, StreamDescription } from './stream.ts';

/** An IAM role or user by ARN, with the unique id that `aws:userId` begins with. */
export interface IamPrincipal {
  readonly arn: Arn;
  /** `AROA…` of a role, `AIDA…` of a user. */
  readonly id: string;
}

/**
 * Where one instance stores one kind of data.
 * @see https://docs.aws.amazon.com/connect/latest/APIReference/API_InstanceStorageConfig.html
 */
export interface StorageAssociation {
  readonly associationId?: string;
  /** `InstanceStorageResourceType`, open-ended: AWS adds values. */
  readonly resourceType: string;
  /** `StorageType`, open-ended. */
  readonly storageType: string;
  readonly bucket?: string;
  readonly prefix?: string;
  /** Kinesis stream or Firehose delivery stream. */
  readonly stream?: Arn;
  readonly videoStreamPrefix?: string;
  /** As Connect gives it: documented to be a key ARN. */
  readonly key?: string;
}

export interface ConnectInstance {
  readonly arn: Arn;
  readonly id: string;
  readonly alias?: string;
  /** Absent on some instances created before 2018-10-17. */
  readonly serviceRole: Fact<IamPrincipal>;
  /** By `InstanceStorageResourceType`: what `ListInstanceStorageConfigs` said, every page of it. */
  readonly storage: Readonly<Record<string, Fact<readonly StorageAssociation[]>>>;
  /**
   * `DescribeInstanceAttribute` by attribute type, `CONTACTFLOW_LOGS` above all: `true` or `false`.
   * A type that is missing was not asked for.
   */
  readonly attributes: Readonly<Record<string, Fact<string>>>;
}

/** Whose a bucket is, by `ListBuckets` of this account (a 403 of `HeadBucket` proves nothing). */
export type BucketOwnership =
  | { readonly owner: 'this-account'; readonly region: string }
  | { readonly owner: 'not-this-account' };

/** One account and region: what Connect stores where, as last discovered. */
export interface Inventory {
  readonly version: 2;
  readonly partition: string;
  readonly account: string;
  readonly region: string;
  /** ISO 8601, UTC: when all of it was last taken. */
  readonly takenAt: string;
  /** When a part was last taken anew: because of an event, or because it had failed. */
  readonly changedAt?: string;
  /** Unreadable when `ListInstances` failed: never "no instances". */
  readonly instances: Fact<readonly ConnectInstance[]>;
  /** By name, each bucket that an association names or that Connect's streams are delivered to. */
  readonly buckets: Readonly<Record<string, Fact<BucketOwnership>>>;
  /**
   * By the name that an association, a stream or a delivery stream gives it. `absent`: there is no
   * such key.
   */
  readonly keys: Readonly<Record<string, Fact<KeyDescription>>>;
  /** By ARN, each Kinesis stream that an association names. `absent`: there is no such stream. */
  readonly streams: Readonly<Record<string, Fact<StreamDescription>>>;
  /**
   * By ARN, each Firehose delivery stream that an association names or that reads one of `streams`,
   * and those that could not be described: they may read one.
   */
  readonly deliveryStreams: Readonly<Record<string, Fact<DeliveryStreamDescription>>>;
  /**
   * How many delivery streams of the account read some Kinesis stream. Unreadable when they could
   * not be listed: then others may read one of `streams`, too.
   */
  readonly deliveryStreamsSearched: Fact<number>;
}
