import type { PutBucketPolicyRequest } from '@aws-sdk/client-s3';
import { authorize, nameOf } from '../../authorize.ts';
import { AwsError, type Call, type Operation } from '../../service.ts';
import type { World } from '../../world.ts';
import { type BucketInput, bucketCheck, bucketOperation, bucketPolicy } from './bucket-access.ts';
import { iamIdentities } from './identities.ts';
import { readForm, storedForm } from './policy-principals.ts';
import { isPublicText, parseBucketPolicy } from './policy-text.ts';
import { validatePolicy } from './policy-validation.ts';
import { type Bucket, emitBucket, s3State } from './state.ts';

/**
 * Puts a policy on a bucket as `PutBucketPolicy` does, the question who may do it aside.
 * @throws AwsError `MalformedPolicy` (400); `AccessDenied` (403) for a public policy under
 *   `BlockPublicPolicy`.
 */
export function putBucketPolicy(
  world: World,
  bucket: Bucket,
  text: string,
  author = 'somebody',
): void {
  const identities = iamIdentities(world, bucket);
  const policy = validatePolicy(text, {
    bucketArn: bucket.arn,
    partition: bucket.partition,
    identities,
  });
  parseBucketPolicy(text);
  if (bucket.configuration.publicAccessBlock?.BlockPublicPolicy && isPublicText(text)) {
    throw new AwsError(
      'AccessDenied',
      `User: ${author} is not authorized to perform: s3:PutBucketPolicy on resource: "${bucket.arn}" because public policies are prevented by the BlockPublicPolicy setting in S3 Block Public Access.`,
      403,
    );
  }
  replacePolicy(world, bucket, storedForm(policy, identities));
}

export function deleteBucketPolicy(world: World, bucket: Bucket): void {
  if (bucket.policy !== undefined) replacePolicy(world, bucket, undefined);
}

function replacePolicy(world: World, bucket: Bucket, stored: string | undefined): void {
  const { policyReadLag } = s3State(world, {
    partition: bucket.partition,
    account: bucket.owner,
    region: bucket.region,
  });
  bucket.stale = {
    policy: bucket.policy,
    reads: policyReadLag.reads,
    until: world.clock.now().getTime() + policyReadLag.milliseconds,
  };
  if (stored === undefined) delete bucket.policy;
  else bucket.policy = stored;
  emitBucket(world, bucket, 'changed');
}

/** What a read sees now: the policy before the last change while that spreads. */
function visiblePolicy(bucket: Bucket, now: Date): string | undefined {
  const { stale } = bucket;
  if (!stale) return bucket.policy;
  if (stale.reads > 0) {
    stale.reads -= 1;
    return stale.policy;
  }
  return now.getTime() < stale.until ? stale.policy : bucket.policy;
}

const noSuchPolicy = (bucket: Bucket): AwsError =>
  new AwsError('NoSuchBucketPolicy', 'The bucket policy does not exist', 404, {
    BucketName: bucket.name,
  });

/** Policies are read and written from the owner's account only, whatever they allow. */
function requireOwner(bucket: Bucket, { caller }: Call<object>): void {
  if (caller.account !== bucket.owner) {
    throw new AwsError(
      'MethodNotAllowed',
      'The specified method is not allowed against this resource.',
      405,
    );
  }
}

/**
 * Nobody saw S3 refuse a policy that shuts out its author, so this happens only where the
 * unconfirmed fact is turned over.
 */
async function refuseLockOut(bucket: Bucket, call: Call<object>, planned: string): Promise<void> {
  if (!call.world.unconfirmed['put-bucket-policy-refuses-self-lockout']) return;
  parseBucketPolicy(planned);
  const question = bucketCheck(call, bucket, 'PutBucketPolicy', undefined, {}, planned);
  const { denied } = await authorize({ ...call, input: {} }, [question]);
  if (!denied) return;
  throw new AwsError(
    'AccessDenied',
    'Access Denied: the policy would remove your permission to change it, and ConfirmRemoveSelfBucketAccess is not set.',
    403,
  );
}

export const bucketPolicyOperations: Readonly<Record<string, Operation>> = {
  GetBucketPolicy: bucketOperation<BucketInput, object>('GetBucketPolicy', (bucket, call) => {
    requireOwner(bucket, call);
    const stored = visiblePolicy(bucket, call.world.clock.now());
    if (stored === undefined) throw noSuchPolicy(bucket);
    return { Policy: readForm(stored, bucket.partition, iamIdentities(call.world, bucket)) };
  }),
  PutBucketPolicy: bucketOperation<PutBucketPolicyRequest, Promise<void>>(
    'PutBucketPolicy',
    async (bucket, call) => {
      requireOwner(bucket, call);
      const { Policy = '', ConfirmRemoveSelfBucketAccess } = call.input;
      if (!ConfirmRemoveSelfBucketAccess) await refuseLockOut(bucket, call, Policy);
      putBucketPolicy(call.world, bucket, Policy, nameOf(call.caller));
    },
  ),
  DeleteBucketPolicy: bucketOperation<BucketInput, void>('DeleteBucketPolicy', (bucket, call) => {
    requireOwner(bucket, call);
    deleteBucketPolicy(call.world, bucket);
  }),
  GetBucketPolicyStatus: bucketOperation<BucketInput, object>(
    'GetBucketPolicyStatus',
    (bucket, call) => {
      const policy = bucketPolicy(call.world, bucket);
      if (policy === undefined) throw noSuchPolicy(bucket);
      return { PolicyStatus: { IsPublic: isPublicText(policy) } };
    },
  ),
};
