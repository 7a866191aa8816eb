import { AwsError } from '../../service.ts';
import { deleteBucketPolicy, putBucketPolicy } from '../../services/s3/bucket-policy.ts';
import { type Bucket, bucketState } from '../../services/s3/state.ts';
import { anyObject, string } from '../properties.ts';
import { type ResourceContext, resourceKind } from '../resource-kind.ts';

function bucketNamed({ world, scope }: ResourceContext, name: string): Bucket {
  const bucket = bucketState(world, scope, name);
  if (bucket?.owner === scope.account) return bucket;
  throw new AwsError('NoSuchBucket', `The account has no bucket ${name}.`, 404);
}

/** `AWS::S3::BucketPolicy` */
export const s3BucketPolicy = resourceKind({
  read: (properties) => ({
    bucket: properties.required('Bucket', string),
    document: properties.required('PolicyDocument', anyObject),
  }),
  replacedBy: ['Bucket'],
  create(context, { bucket: name, document }) {
    const bucket = bucketNamed(context, name);
    if (bucket.policy !== undefined) {
      throw new AwsError('AlreadyExists', 'The bucket policy already exists on the bucket.', 409);
    }
    putBucketPolicy(context.world, bucket, JSON.stringify(document));
    return { ref: name, attributes: {} };
  },
  update(context, resource, { bucket, document }) {
    putBucketPolicy(context.world, bucketNamed(context, bucket), JSON.stringify(document));
    return resource;
  },
  delete({ world, scope }, { ref }) {
    const bucket = bucketState(world, scope, ref);
    if (bucket !== undefined) deleteBucketPolicy(world, bucket);
  },
});
