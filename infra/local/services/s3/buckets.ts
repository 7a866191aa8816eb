import { AwsError } from '../../service.ts';
import type { Scope, World } from '../../world.ts';
import { iamIdentities } from './identities.ts';
import { storedForm } from './policy-principals.ts';
import {
  type Bucket,
  type BucketConfiguration,
  bucketState,
  emitBucket,
  s3State,
} from './state.ts';

export interface NewBucket extends BucketConfiguration {
  readonly name: string;
  /** The text of its policy; nobody judges a seed. */
  readonly policy?: string;
}

/** What S3 configures on every new bucket since April 2023. */
const newBucketDefaults: BucketConfiguration = {
  publicAccessBlock: {
    BlockPublicAcls: true,
    IgnorePublicAcls: true,
    BlockPublicPolicy: true,
    RestrictPublicBuckets: true,
  },
  ownershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
};

/**
 * Makes a bucket of the scope's account in the scope's region.
 * @throws AwsError `InvalidBucketName` (400), `BucketAlreadyOwnedByYou` and
 *   `BucketAlreadyExists` (409).
 */
export function createBucket(world: World, scope: Scope, seed: NewBucket): Bucket {
  const { name, policy, ...configuration } = seed;
  if (!isBucketName(name)) {
    throw new AwsError('InvalidBucketName', 'The specified bucket is not valid.', 400, {
      BucketName: name,
    });
  }
  const existing = bucketState(world, scope, name);
  if (existing) throw nameTaken(existing.owner === scope.account, name);
  const bucket: Bucket = {
    name,
    arn: `arn:${scope.partition}:s3:::${name}`,
    partition: scope.partition,
    owner: scope.account,
    region: scope.region,
    created: world.clock.now(),
    configuration: { ...newBucketDefaults, ...configuration },
    objects: new Map(),
  };
  if (policy !== undefined) {
    bucket.policy = storedForm(JSON.parse(policy), iamIdentities(world, bucket));
  }
  s3State(world, scope).buckets.set(name, bucket);
  emitBucket(world, bucket, 'discovered');
  return bucket;
}

/** Changes a bucket's configuration (`replace`: to exactly this) and tells AWS Config. */
export function changeBucket(
  world: World,
  bucket: Bucket,
  change: BucketConfiguration,
  how: 'merge' | 'replace' = 'merge',
): void {
  bucket.configuration = how === 'merge' ? { ...bucket.configuration, ...change } : change;
  emitBucket(world, bucket, 'changed');
}

/** @throws AwsError `BucketNotEmpty` (409) while it holds any version. */
export function deleteBucket(world: World, bucket: Bucket): void {
  if (bucket.objects.size > 0) {
    throw new AwsError('BucketNotEmpty', 'The bucket you tried to delete is not empty', 409, {
      BucketName: bucket.name,
    });
  }
  const scope = { partition: bucket.partition, account: bucket.owner, region: bucket.region };
  s3State(world, scope).buckets.delete(bucket.name);
  emitBucket(world, bucket, 'deleted');
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
const isBucketName = (name: string): boolean =>
  /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) &&
  !/\.\.|^xn--|^sthree-|-s3alias$|--ol-s3$|^\d+\.\d+\.\d+\.\d+$/.test(name);

const nameTaken = (byYou: boolean, name: string): AwsError =>
  byYou
    ? new AwsError(
        'BucketAlreadyOwnedByYou',
        'Your previous request to create the named bucket succeeded and you already own it.',
        409,
        { BucketName: name },
      )
    : new AwsError(
        'BucketAlreadyExists',
        'The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again.',
        409,
        { BucketName: name },
      );
