import type { ServerSideEncryptionByDefault } from '@aws-sdk/client-s3';
import { type AccessCheck, AwsError, type Call } from '../../service.ts';
import { keyCheck } from '../kms/access.ts';
import { findKey } from '../kms/key-lookup.ts';
import type { Bucket, ObjectEncryption } from './state.ts';

/** The encryption headers of a write. */
export interface EncryptionInput {
  readonly ServerSideEncryption?: string | undefined;
  readonly SSEKMSKeyId?: string | undefined;
  readonly BucketKeyEnabled?: boolean | undefined;
}

const usesKms = (algorithm: string): boolean => algorithm.startsWith('aws:kms');

/**
 * How a new object is encrypted: as the request says, else as the bucket does by default.
 * @throws AwsError `KMS.NotFoundException` (400) when the key does not exist.
 */
export function encryptionOf(
  call: Call<object>,
  bucket: Bucket,
  input: EncryptionInput,
): ObjectEncryption {
  const rule = bucket.configuration.encryption?.Rules?.[0];
  const byDefault: Partial<ServerSideEncryptionByDefault> =
    rule?.ApplyServerSideEncryptionByDefault ?? {};
  const algorithm = input.ServerSideEncryption ?? byDefault.SSEAlgorithm ?? 'AES256';
  if (!usesKms(algorithm)) return { algorithm, bucketKey: false };
  const named =
    input.SSEKMSKeyId ?? (input.ServerSideEncryption ? undefined : byDefault.KMSMasterKeyID);
  const scope = { ...call.scope, account: bucket.owner, region: bucket.region };
  const key = findKey(call.world, scope, named ?? 'alias/aws/s3');
  if (!key) {
    throw new AwsError('KMS.NotFoundException', `Key '${named}' does not exist`);
  }
  return {
    algorithm,
    key: key.arn,
    bucketKey: input.BucketKeyEnabled ?? rule?.BucketKeyEnabled ?? false,
  };
}

/**
 * The question that KMS asks before S3 may use the object's key, if it has one.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
 */
export function encryptionChecks(
  call: Call<object>,
  bucket: Bucket,
  objectKey: string,
  encryption: ObjectEncryption,
  action: 'GenerateDataKey' | 'Decrypt',
): readonly AccessCheck[] {
  if (encryption.key === undefined) return [];
  const scope = { ...call.scope, account: bucket.owner, region: bucket.region };
  const key = findKey(call.world, scope, encryption.key);
  if (key?.state !== 'Enabled') {
    throw key?.state === 'Disabled'
      ? new AwsError('KMS.DisabledException', `${encryption.key} is disabled.`)
      : new AwsError('KMS.KMSInvalidStateException', `${encryption.key} is not usable.`);
  }
  // With a bucket key the whole bucket is one encryption context.
  const arn = encryption.bucketKey ? bucket.arn : `${bucket.arn}/${objectKey}`;
  return [
    keyCheck(call, key, action, {
      encryptionContext: { 'aws:s3:arn': arn },
      viaService: 's3',
    }),
  ];
}

/** How an object's encryption appears in answers. */
export const encryptionHeaders = ({ algorithm, key, bucketKey }: ObjectEncryption): object => ({
  ServerSideEncryption: algorithm,
  ...(key !== undefined && { SSEKMSKeyId: key, BucketKeyEnabled: bucketKey || undefined }),
});
