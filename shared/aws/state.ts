import {
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { known } from '#shared/connect/fact.ts';
import type { StatePort } from '#shared/ports.ts';
import { AwsCallFailed, awsError, readFact, readKnown } from './errors.ts';
import { allPages } from './pages.ts';

/** Another writer was faster: the object changed, appeared or went, or is being written now. */
const lostRace = new Set(['PreconditionFailed', 'ConditionalRequestConflict', 'NoSuchKey']);

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html */
export const statePort = (client: S3Client, bucket: string, account: string): StatePort => {
  const stateBucket = { Bucket: bucket, ExpectedBucketOwner: account };
  return {
    read: (key) =>
      readFact('s3:GetObject', ['NoSuchKey'], async () => {
        const answer = await client.send(new GetObjectCommand({ ...stateBucket, Key: key }));
        const body = await answer.Body?.transformToString();
        if (body === undefined || answer.ETag === undefined) {
          throw new Error(`no content or no ETag in the answer for ${key}`);
        }
        return known({ body, etag: answer.ETag });
      }),

    async write(key, body, condition) {
      try {
        const { ETag } = await client.send(
          new PutObjectCommand({
            ...stateBucket,
            Key: key,
            // As bytes: of a string the SDK makes a copy for each thing that it works out of it.
            Body: Buffer.from(body),
            ContentType: 'application/json',
            ...(condition &&
              (condition.ifMatch === null ? { IfNoneMatch: '*' } : { IfMatch: condition.ifMatch })),
          }),
        );
        if (ETag === undefined) throw new Error(`no ETag in the answer for ${key}`);
        return ETag;
      } catch (thrown) {
        const error = awsError(thrown);
        if (condition && lostRace.has(error.code)) return false;
        throw new AwsCallFailed('s3:PutObject', error, thrown);
      }
    },

    list: (prefix) =>
      readKnown('s3:ListBucket', async () => {
        const objects = await allPages(async (ContinuationToken) => {
          const answer = await client.send(
            new ListObjectsV2Command({ ...stateBucket, Prefix: prefix, ContinuationToken }),
          );
          return { items: answer.Contents ?? [], next: answer.NextContinuationToken };
        });
        return objects.flatMap(({ Key }) => Key ?? []);
      }),
  };
};
