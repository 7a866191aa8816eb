import { type AccessCheck, AwsError, type Call, type Operation } from '../../service.ts';
import type { World } from '../../world.ts';
import { iamIdentities } from './identities.ts';
import { readForm } from './policy-principals.ts';
import { isPublicText } from './policy-text.ts';
import { type Bucket, bucketState } from './state.ts';

/** What every bucket operation is given. */
export interface BucketInput {
  readonly Bucket?: string | undefined;
  readonly ExpectedBucketOwner?: string | undefined;
}

type Context = Readonly<Record<string, string | readonly string[] | undefined>>;

/**
 * The bucket that a call names.
 * @throws AwsError `NoSuchBucket` (404); `PermanentRedirect` (301) when it is in another region
 *   than the endpoint; `AccessDenied` (403) when `ExpectedBucketOwner` is not its owner.
 */
export function bucketOf(call: Call<BucketInput>, anyRegion = false): Bucket {
  const { Bucket: name = '', ExpectedBucketOwner } = call.input;
  const bucket = findBucket(call, name, ExpectedBucketOwner);
  if (!anyRegion && bucket.region !== call.scope.region) {
    throw new AwsError(
      'PermanentRedirect',
      'The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.',
      301,
      { Endpoint: endpointOf(bucket), Bucket: name, BucketRegion: bucket.region },
    );
  }
  return bucket;
}

const endpointOf = ({ region, partition }: Bucket): string =>
  `s3.${region}.amazonaws.com${partition === 'aws-cn' ? '.cn' : ''}`;

/** As {@link bucketOf}, for a bucket named otherwise than by `Bucket` (a copy's source). */
export function findBucket(
  call: Call<object>,
  name: string,
  expectedOwner: string | undefined,
): Bucket {
  const bucket = bucketState(call.world, call.scope, name);
  if (!bucket) {
    throw new AwsError('NoSuchBucket', 'The specified bucket does not exist', 404, {
      BucketName: name,
    });
  }
  if (expectedOwner !== undefined && expectedOwner !== bucket.owner) {
    throw new AwsError('AccessDenied', 'Access Denied', 403);
  }
  return bucket;
}

/** The bucket policy's text as it reads once every change has spread. */
export const bucketPolicy = (world: World, bucket: Bucket): string | undefined =>
  bucket.policy === undefined
    ? undefined
    : readForm(bucket.policy, bucket.partition, iamIdentities(world, bucket));

/** A question on the bucket, or on the object `key` in it. */
export function bucketCheck(
  call: Call<object>,
  bucket: Bucket,
  action: string,
  key?: string,
  context: Context = {},
  policy = bucketPolicy(call.world, bucket),
): AccessCheck {
  const counts = policy !== undefined && !isRestricted(call, bucket, policy);
  return {
    action: `s3:${action}`,
    resource: key === undefined ? bucket.arn : `${bucket.arn}/${key}`,
    resourceAccount: bucket.owner,
    resourceKind: 'bucket',
    ...(counts && { resourcePolicy: policy }),
    context: present({ ...requestContext(call), 's3:ResourceAccount': bucket.owner, ...context }),
  };
}

/**
 * With `RestrictPublicBuckets`, a public policy lets in nobody but AWS services and the account.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
 */
function isRestricted(call: Call<object>, bucket: Bucket, policy: string): boolean {
  const { caller } = call;
  return (
    bucket.configuration.publicAccessBlock?.RestrictPublicBuckets === true &&
    caller.kind !== 'service' &&
    caller.account !== bucket.owner &&
    isPublicText(policy)
  );
}

/** The condition keys that S3 fills from the request itself. */
export function requestContext({ headers, caller, secureTransport }: Call<object>): Context {
  const signed = caller.kind !== 'anonymous';
  return {
    's3:authType': signed
      ? headers.authorization
        ? 'REST-HEADER'
        : 'REST-QUERY-STRING'
      : undefined,
    's3:signatureversion': signed ? 'AWS4-HMAC-SHA256' : undefined,
    's3:TlsVersion': secureTransport ? '1.3' : undefined,
    's3:x-amz-content-sha256': headers['x-amz-content-sha256'],
  };
}

function present(context: Context): Record<string, string | readonly string[]> {
  const kept: Record<string, string | readonly string[]> = {};
  for (const [key, value] of Object.entries(context)) if (value !== undefined) kept[key] = value;
  return kept;
}

/** An operation on a bucket's configuration that asks one question of the policies. */
export const bucketOperation = <Input extends BucketInput, Output>(
  action: string,
  run: (bucket: Bucket, call: Call<Input>) => Output,
  anyRegion = false,
): Operation<Input, Output> => ({
  access: (call) => [bucketCheck(call, bucketOf(call, anyRegion), action)],
  run: (call) => run(bucketOf(call, anyRegion), call),
});
