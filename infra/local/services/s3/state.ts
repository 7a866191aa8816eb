import { createHash } from 'node:crypto';
import type {
  BucketLifecycleConfiguration,
  CORSConfiguration,
  LoggingEnabled,
  NotificationConfiguration,
  OwnershipControls,
  PublicAccessBlockConfiguration,
  ReplicationConfiguration,
  ServerSideEncryptionConfiguration,
  Tag,
} from '@aws-sdk/client-s3';
import type { Scope, StateSlot, World } from '../../world.ts';

/** One version of an object, or a delete marker (`body` empty). */
export interface ObjectVersion {
  readonly key: string;
  /** `null` as a word when the bucket kept no versions at the time. */
  readonly versionId: string;
  readonly deleteMarker: boolean;
  readonly lastModified: Date;
  readonly body: Uint8Array;
  /** With its quotes. */
  readonly etag: string;
  readonly headers: ObjectHeaders;
  readonly metadata: Readonly<Record<string, string>>;
  readonly encryption: ObjectEncryption;
  readonly tags: readonly Tag[];
  readonly storageClass: string;
  readonly checksums: Readonly<Record<string, string>>;
}

export interface ObjectHeaders {
  readonly CacheControl?: string | undefined;
  readonly ContentDisposition?: string | undefined;
  readonly ContentEncoding?: string | undefined;
  readonly ContentLanguage?: string | undefined;
  readonly ContentType?: string | undefined;
}

export interface ObjectEncryption {
  readonly algorithm: string;
  /** The KMS key's ARN, with `aws:kms`. */
  readonly key?: string;
  readonly bucketKey: boolean;
}

/** What is configured on a bucket; a missing member is "not configured". */
export interface BucketConfiguration {
  readonly publicAccessBlock?: PublicAccessBlockConfiguration;
  readonly encryption?: ServerSideEncryptionConfiguration;
  readonly versioning?: 'Enabled' | 'Suspended';
  readonly cors?: CORSConfiguration;
  readonly ownershipControls?: OwnershipControls;
  readonly logging?: LoggingEnabled;
  readonly tags?: readonly Tag[];
  readonly lifecycle?: BucketLifecycleConfiguration;
  readonly replication?: ReplicationConfiguration;
  readonly notification?: NotificationConfiguration;
  readonly objectLock?: boolean;
}

export interface Bucket {
  readonly name: string;
  readonly arn: string;
  readonly partition: string;
  readonly owner: string;
  readonly region: string;
  readonly created: Date;
  /** The policy as S3 keeps it: principals by unique id, see `policy-principals.ts`. */
  policy?: string;
  /** What `GetBucketPolicy` still answers while the last change spreads. */
  stale?: { readonly policy: string | undefined; reads: number; readonly until: number };
  configuration: BucketConfiguration;
  /** By key, newest version first. */
  readonly objects: Map<string, ObjectVersion[]>;
}

export interface S3State {
  readonly buckets: Map<string, Bucket>;
  /** How long a policy change takes to be seen by `GetBucketPolicy`. */
  policyReadLag: { readonly reads: number; readonly milliseconds: number };
}

const s3Slot: StateSlot<S3State> = {
  name: 's3',
  span: 'partition',
  create: () => ({ buckets: new Map(), policyReadLag: { reads: 0, milliseconds: 0 } }),
};

export const s3State = (world: World, scope: Scope): S3State => world.state(s3Slot, scope);

/** The bucket of that name, whoever owns it. */
export const bucketState = (world: World, scope: Scope, name: string): Bucket | undefined =>
  s3State(world, scope).buckets.get(name);

/**
 * From now on `GetBucketPolicy` answers the previous policy for the next `reads` reads after a
 * change, and for `milliseconds` of the world's clock, whichever lasts longer.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/Welcome.html#ConsistencyModel
 */
export function delayPolicyReads(
  world: World,
  scope: Scope,
  lag: { readonly reads?: number; readonly milliseconds?: number },
): void {
  s3State(world, scope).policyReadLag = {
    reads: lag.reads ?? 0,
    milliseconds: lag.milliseconds ?? 0,
  };
}

/** The canonical user id that stands for an account in ACLs and listings. */
export const canonicalUser = (account: string): string =>
  createHash('sha256').update(account).digest('hex');

/** Tells AWS Config of a bucket's creation, change or deletion. */
export function emitBucket(
  world: World,
  bucket: Bucket,
  change: 'discovered' | 'changed' | 'deleted',
): void {
  world.events.emit('resource-changed', {
    scope: { partition: bucket.partition, account: bucket.owner, region: bucket.region },
    resourceType: 'AWS::S3::Bucket',
    resourceId: bucket.name,
    resourceName: bucket.name,
    arn: bucket.arn,
    change,
  });
}
