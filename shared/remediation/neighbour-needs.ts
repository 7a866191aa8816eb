/** The S3 actions that each of a bucket's neighbours needs, the essential one first. */

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/setting-repl-config-perm-overview.html */
export const replicatesFrom = [
  's3:GetObjectVersionForReplication',
  's3:GetReplicationConfiguration',
  's3:ListBucket',
  's3:GetObjectVersionAcl',
  's3:GetObjectVersionTagging',
];
export const replicatesTo = ['s3:ReplicateObject', 's3:ReplicateDelete', 's3:ReplicateTags'];
/** @see https://docs.aws.amazon.com/firehose/latest/dev/controlling-access.html#using-iam-s3 */
export const delivers = [
  's3:PutObject',
  's3:AbortMultipartUpload',
  's3:ListBucketMultipartUploads',
  's3:ListBucket',
  's3:GetBucketLocation',
];
export const manages = [
  's3:PutBucketPolicy',
  's3:GetBucketPolicy',
  's3:PutEncryptionConfiguration',
];
export const serves = ['s3:PutObject', 's3:GetObject', 's3:ListBucket', 's3:GetBucketAcl'];

export const kindOfService: Readonly<Record<string, 'logs' | 'inventory'>> = {
  'logging.s3.amazonaws.com': 'logs',
  'delivery.logs.amazonaws.com': 'logs',
  'cloudtrail.amazonaws.com': 'logs',
  's3.amazonaws.com': 'inventory',
};
