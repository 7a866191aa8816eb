import {
  GetBucketCorsCommand,
  GetBucketEncryptionCommand,
  GetBucketLoggingCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketTaggingCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { absent, known } from '#shared/connect/fact.ts';
import type { BucketConfigurationPort } from '#shared/ports.ts';
import { readFact } from './errors.ts';

/**
 * @param client follows region redirects, so that a bucket of another region can be read
 * @param account the owner that every bucket must have
 */
export const bucketConfigurationPort = (
  client: S3Client,
  account: string,
): BucketConfigurationPort => {
  const owned = (Bucket: string) => ({ Bucket, ExpectedBucketOwner: account });
  return {
    publicAccessBlock: (bucket) =>
      readFact(
        's3:GetBucketPublicAccessBlock',
        ['NoSuchPublicAccessBlockConfiguration'],
        async () => {
          const { PublicAccessBlockConfiguration: block } = await client.send(
            new GetPublicAccessBlockCommand(owned(bucket)),
          );
          return known({
            blockPublicAcls: block?.BlockPublicAcls === true,
            ignorePublicAcls: block?.IgnorePublicAcls === true,
            blockPublicPolicy: block?.BlockPublicPolicy === true,
            restrictPublicBuckets: block?.RestrictPublicBuckets === true,
          });
        },
      ),

    encryption: (bucket) =>
      readFact(
        's3:GetEncryptionConfiguration',
        ['ServerSideEncryptionConfigurationNotFoundError'],
        async () => {
          const answer = await client.send(new GetBucketEncryptionCommand(owned(bucket)));
          const [rule] = answer.ServerSideEncryptionConfiguration?.Rules ?? [];
          const { SSEAlgorithm, KMSMasterKeyID } = rule?.ApplyServerSideEncryptionByDefault ?? {};
          if (SSEAlgorithm === undefined) return absent;
          return known({
            algorithm: SSEAlgorithm,
            ...(KMSMasterKeyID !== undefined && { key: KMSMasterKeyID }),
            ...(rule?.BucketKeyEnabled && { bucketKey: true }),
          });
        },
      ),

    cors: (bucket) =>
      readFact('s3:GetBucketCORS', ['NoSuchCORSConfiguration'], async () => {
        const { CORSRules } = await client.send(new GetBucketCorsCommand(owned(bucket)));
        return known(
          (CORSRules ?? []).map((rule) => ({
            allowedOrigins: rule.AllowedOrigins ?? [],
            allowedMethods: rule.AllowedMethods ?? [],
            allowedHeaders: rule.AllowedHeaders ?? [],
          })),
        );
      }),

    objectOwnership: (bucket) =>
      readFact('s3:GetBucketOwnershipControls', ['OwnershipControlsNotFoundError'], async () => {
        const { OwnershipControls } = await client.send(
          new GetBucketOwnershipControlsCommand(owned(bucket)),
        );
        const ownership = OwnershipControls?.Rules?.[0]?.ObjectOwnership;
        return ownership === undefined ? absent : known(ownership);
      }),

    versioning: (bucket) =>
      readFact('s3:GetBucketVersioning', [], async () => {
        const { Status } = await client.send(new GetBucketVersioningCommand(owned(bucket)));
        return Status === undefined ? absent : known(Status);
      }),

    logging: (bucket) =>
      readFact('s3:GetBucketLogging', [], async () => {
        const { LoggingEnabled } = await client.send(new GetBucketLoggingCommand(owned(bucket)));
        return LoggingEnabled?.TargetBucket === undefined
          ? absent
          : known({
              targetBucket: LoggingEnabled.TargetBucket,
              targetPrefix: LoggingEnabled.TargetPrefix ?? '',
            });
      }),

    tags: (bucket) =>
      readFact('s3:GetBucketTagging', ['NoSuchTagSet'], async () => {
        const { TagSet = [] } = await client.send(new GetBucketTaggingCommand(owned(bucket)));
        return known(Object.fromEntries(TagSet.map(({ Key = '', Value = '' }) => [Key, Value])));
      }),
  };
};
