import type {
  Bucket as BucketRow,
  CreateBucketRequest,
  DeleteBucketRequest,
  GetBucketAclRequest,
  HeadBucketRequest,
  ListBucketsOutput,
  ListBucketsRequest,
} from '@aws-sdk/client-s3';
import { AwsError, type Operation } from '../../service.ts';
import { bucketCheck, bucketOf, bucketOperation, requestContext } from './bucket-access.ts';
import { createBucket, deleteBucket } from './buckets.ts';
import { bucketState, canonicalUser, s3State } from './state.ts';

/** The region whose endpoint takes requests without a location constraint. */
const unconstrainedRegion: Readonly<Record<string, string>> = { aws: 'us-east-1' };

const createBucketOperation: Operation<CreateBucketRequest> = {
  access: (call) => {
    const location = call.input.CreateBucketConfiguration?.LocationConstraint;
    return [
      {
        action: 's3:CreateBucket',
        resource: `arn:${call.scope.partition}:s3:::${call.input.Bucket}`,
        resourceAccount: call.scope.account,
        context: {
          ...Object.fromEntries(
            Object.entries(requestContext(call)).flatMap(([key, value]) =>
              value === undefined ? [] : [[key, value]],
            ),
          ),
          ...(location && { 's3:LocationConstraint': location }),
          ...(call.input.ObjectOwnership && {
            's3:x-amz-object-ownership': call.input.ObjectOwnership,
          }),
        },
      },
    ];
  },
  run: ({ world, scope, input }) => {
    const name = input.Bucket ?? '';
    const region = locate(input, scope.partition, scope.region);
    const existing = bucketState(world, scope, name);
    const again = existing?.owner === scope.account && existing.region === scope.region;
    // The oldest region answers a repeated creation with success.
    if (!(again && scope.region === unconstrainedRegion[scope.partition])) {
      createBucket(
        world,
        { ...scope, region },
        {
          name,
          ...(input.ObjectLockEnabledForBucket && { objectLock: true, versioning: 'Enabled' }),
          ...(input.ObjectOwnership && {
            ownershipControls: { Rules: [{ ObjectOwnership: input.ObjectOwnership }] },
          }),
        },
      );
    }
    return { Location: `/${name}`, BucketArn: `arn:${scope.partition}:s3:::${name}` };
  },
};

/** @throws AwsError `IllegalLocationConstraintException`, `InvalidLocationConstraint` (400). */
function locate(input: CreateBucketRequest, partition: string, endpoint: string): string {
  const constraint: string | undefined = input.CreateBucketConfiguration?.LocationConstraint;
  const unconstrained = unconstrainedRegion[partition];
  if (endpoint === unconstrained) {
    if (constraint === unconstrained) {
      throw new AwsError(
        'InvalidLocationConstraint',
        'The specified location-constraint is not valid',
      );
    }
    return constraint === 'EU' ? 'eu-west-1' : (constraint ?? endpoint);
  }
  if (constraint !== endpoint) {
    throw new AwsError(
      'IllegalLocationConstraintException',
      `The ${constraint ?? 'unspecified'} location constraint is incompatible for the region specific endpoint this request was sent to.`,
    );
  }
  return constraint;
}

const listBuckets: Operation<ListBucketsRequest, ListBucketsOutput> = {
  access: (call) => [
    {
      action: 's3:ListAllMyBuckets',
      resource: `arn:${call.scope.partition}:s3:::*`,
      resourceAccount: call.scope.account,
    },
  ],
  run: ({ world, scope, input }) => {
    const { Prefix = '', BucketRegion, MaxBuckets, ContinuationToken } = input;
    const after = ContinuationToken === undefined ? '' : decodeToken(ContinuationToken);
    const owned = [...s3State(world, scope).buckets.values()]
      .filter(({ owner, name, region }) => {
        const matches = name.startsWith(Prefix) && (BucketRegion ?? region) === region;
        return owner === scope.account && matches && name > after;
      })
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    const page = owned.slice(0, MaxBuckets ?? owned.length);
    // Without a parameter S3 answers the old way, which has no regions.
    const paged = [input.Prefix, BucketRegion, MaxBuckets, ContinuationToken].some(
      (parameter) => parameter !== undefined,
    );
    const last = page.at(-1);
    return {
      Buckets: page.map(
        ({ name, created, region, arn }): BucketRow => ({
          Name: name,
          CreationDate: created,
          ...(paged && { BucketRegion: region, BucketArn: arn }),
        }),
      ),
      Owner: { ID: canonicalUser(scope.account) },
      ...(input.Prefix !== undefined && { Prefix }),
      ...(last && page.length < owned.length && { ContinuationToken: encodeToken(last.name) }),
    };
  },
};

export const encodeToken = (position: string): string =>
  Buffer.from(`1/${position}`).toString('base64');

/** @throws AwsError `InvalidArgument` (400) for what {@link encodeToken} never made. */
export function decodeToken(token: string): string {
  const text = Buffer.from(token, 'base64').toString();
  if (text.startsWith('1/')) return text.slice(2);
  throw new AwsError('InvalidArgument', 'The continuation token provided is incorrect');
}

export const bucketOperations: Readonly<Record<string, Operation>> = {
  CreateBucket: createBucketOperation,
  ListBuckets: listBuckets,
  DeleteBucket: bucketOperation<DeleteBucketRequest, void>('DeleteBucket', (bucket, { world }) =>
    deleteBucket(world, bucket),
  ),
  HeadBucket: {
    access: (call) => [bucketCheck(call, headed(call), 'ListBucket')],
    run: (call) => {
      const { region, arn } = headed(call);
      return { BucketRegion: region, BucketArn: arn, AccessPointAlias: false };
    },
  } satisfies Operation<HeadBucketRequest>,
  GetBucketLocation: bucketOperation(
    'GetBucketLocation',
    ({ region, partition }) => ({
      LocationConstraint: region === unconstrainedRegion[partition] ? undefined : region,
    }),
    true,
  ),
  GetBucketAcl: bucketOperation<GetBucketAclRequest, object>('GetBucketAcl', ({ owner }) =>
    ownerOnlyAcl(owner),
  ),
};

/** The answer to HEAD has no body: a missing bucket is `NotFound`. */
function headed(call: Parameters<typeof bucketOf>[0]): ReturnType<typeof bucketOf> {
  try {
    return bucketOf(call);
  } catch (error) {
    if (error instanceof AwsError && error.code === 'NoSuchBucket') {
      throw new AwsError('NotFound', 'Not Found', 404);
    }
    throw error;
  }
}

/** The only ACL that there is while ACLs are off: full control of the owner. */
export function ownerOnlyAcl(owner: string): object {
  const ID = canonicalUser(owner);
  return {
    Owner: { ID },
    Grants: [{ Grantee: { ID, Type: 'CanonicalUser' }, Permission: 'FULL_CONTROL' }],
  };
}
