import {
  DeleteBucketPolicyCommand,
  GetBucketPolicyCommand,
  ListBucketsCommand,
  PutBucketPolicyCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { known } from '#shared/connect/fact.ts';
import type { BucketOwnership } from '#shared/connect/inventory.ts';
import { type BucketPort, WriteRejected } from '#shared/ports.ts';
import { AwsCallFailed, type AwsError, awsError, perform, readFact, readKnown } from './errors.ts';
import { allPages } from './pages.ts';

/**
 * @param client follows region redirects, so that a bucket of another region can be read
 * @param account the owner that every bucket must have
 */
export const bucketPort = (client: S3Client, account: string): BucketPort => {
  const owned = (Bucket: string) => ({ Bucket, ExpectedBucketOwner: account });
  return {
    policy: (bucket) =>
      readFact('s3:GetBucketPolicy', ['NoSuchBucketPolicy'], async () => {
        const { Policy } = await client.send(new GetBucketPolicyCommand(owned(bucket)));
        if (Policy === undefined) throw new Error(`no policy in the answer for ${bucket}`);
        return known(Policy);
      }),

    async putPolicy(bucket, policy) {
      try {
        await client.send(new PutBucketPolicyCommand({ ...owned(bucket), Policy: policy }));
      } catch (thrown) {
        const error = awsError(thrown);
        if (rejectsThePolicy(error)) throw new WriteRejected(error.code, error.message);
        throw new AwsCallFailed('s3:PutBucketPolicy', error, thrown);
      }
    },

    deletePolicy: (bucket) =>
      perform('s3:DeleteBucketPolicy', async () => {
        await client.send(new DeleteBucketPolicyCommand(owned(bucket)));
      }),

    owned: () =>
      readKnown('s3:ListAllMyBuckets', async () => {
        const buckets = await allPages(async (ContinuationToken) => {
          // S3 tells the regions only when the request has a parameter.
          const answer = await client.send(
            new ListBucketsCommand({ MaxBuckets: 1000, ContinuationToken }),
          );
          return { items: answer.Buckets ?? [], next: answer.ContinuationToken };
        });
        return new Map(
          buckets.flatMap(({ Name, BucketRegion = 'unknown' }): [string, BucketOwnership][] =>
            Name === undefined ? [] : [[Name, { owner: 'this-account', region: BucketRegion }]],
          ),
        );
      }),
  };
};

/** S3 answers AccessDenied, too, when BlockPublicPolicy forbids what the policy says. */
const rejectsThePolicy = ({ code, message }: AwsError): boolean =>
  code === 'MalformedPolicy' ||
  code === 'InvalidPolicyDocument' ||
  (code === 'AccessDenied' && message.includes('BlockPublicPolicy'));
