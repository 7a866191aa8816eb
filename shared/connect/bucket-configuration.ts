/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PublicAccessBlockConfiguration.html */
export interface PublicAccessBlock {
  readonly blockPublicAcls: boolean;
  readonly ignorePublicAcls: boolean;
  readonly blockPublicPolicy: boolean;
  readonly restrictPublicBuckets: boolean;
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ServerSideEncryptionByDefault.html */
export interface BucketEncryption {
  /** `AES256`, `aws:kms`, `aws:kms:dsse`, open-ended. */
  readonly algorithm: string;
  /** As S3 gives it: an id, an ARN or an alias; absent with `aws:kms`: AWS's own `aws/s3`. */
  readonly key?: string;
  /** S3 Bucket Keys are on: the bucket's ARN is the encryption context, not each object's. */
  readonly bucketKey?: boolean;
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_CORSRule.html */
export interface CorsRule {
  readonly allowedOrigins: readonly string[];
  readonly allowedMethods: readonly string[];
  readonly allowedHeaders: readonly string[];
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_LoggingEnabled.html */
export interface BucketLogging {
  readonly targetBucket: string;
  readonly targetPrefix: string;
}

/**
 * What one CloudTrail trail that is logging records of S3 objects.
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-data-events-with-cloudtrail.html
 */
export interface DataEventTrail {
  readonly trail: string;
  /** Prefixes of object ARNs, `arn:…:s3` for all buckets, `arn:…:s3:::bucket/` for one. */
  readonly objects: readonly string[];
  /** Whether both reads and writes are recorded. */
  readonly readsAndWrites: boolean;
}
