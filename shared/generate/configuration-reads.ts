const names = [
  'AccelerateConfiguration',
  'BucketAcl',
  'BucketCORS',
  'BucketLocation',
  'BucketLogging',
  'BucketNotification',
  'BucketObjectLockConfiguration',
  'BucketOwnershipControls',
  'BucketPolicy',
  'BucketPolicyStatus',
  'BucketPublicAccessBlock',
  'BucketRequestPayment',
  'BucketTagging',
  'BucketVersioning',
  'BucketWebsite',
  'EncryptionConfiguration',
  'LifecycleConfiguration',
  'ReplicationConfiguration',
];

/** The reads of partitions that differ from the rest; none is known to. */
const byPartition: Readonly<Record<string, readonly string[]>> = {};

/**
 * What observers of a bucket (AWS Config's recorder, our evaluators, auditors) read of it: never an
 * object, and not `s3:ListBucket`, because the names of objects are lists of contacts. Listed one
 * by one, because `s3:*Object*` also matches `s3:GetBucketObjectLockConfiguration`.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
 */
export const configurationReads = (partition: string): readonly string[] =>
  (byPartition[partition] ?? names).map((name) => `s3:Get${name}`);
