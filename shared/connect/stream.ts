import type { Arn } from './arn.ts';

/**
 * A Kinesis data stream.
 * @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_StreamDescriptionSummary.html
 */
export interface StreamDescription {
  readonly arn: Arn;
  readonly name: string;
  /** `NONE` or `KMS`, open-ended. */
  readonly encryptionType: string;
  /** As Kinesis gives it: an id, an ARN, an alias (`alias/aws/kinesis`) or an alias' ARN. */
  readonly key?: string;
}

/** Where a delivery stream puts what it reads: one bucket, be it the destination or a backup. */
export interface DeliveryDestination {
  /** `S3`, `ExtendedS3`, or the destination whose records are staged or backed up there: `Redshift`, … */
  readonly type: string;
  readonly bucket: string;
  readonly prefix?: string;
  /** The role that writes. */
  readonly role: Arn;
  /** `KMSEncryptionConfig.AWSKMSKeyARN`; absent: the default encryption of the bucket. */
  readonly key?: string;
}

/**
 * A Firehose delivery stream.
 * @see https://docs.aws.amazon.com/firehose/latest/APIReference/API_DeliveryStreamDescription.html
 */
export interface DeliveryStreamDescription {
  readonly arn: Arn;
  readonly name: string;
  /** `DirectPut`, `KinesisStreamAsSource`, …, open-ended. */
  readonly type: string;
  /** Only with `KinesisStreamAsSource`. */
  readonly source?: { readonly stream: Arn; readonly role: Arn };
  /** Server-side encryption, which only `DirectPut` has. */
  readonly encryption: {
    /** `ENABLED`, `DISABLED`, `ENABLING`, …, open-ended; `DISABLED` when AWS says nothing. */
    readonly status: string;
    /** `AWS_OWNED_CMK`, `CUSTOMER_MANAGED_CMK`, open-ended. */
    readonly keyType?: string;
    readonly key?: string;
  };
  /** Every bucket that it writes to; none when it delivers elsewhere. */
  readonly destinations: readonly DeliveryDestination[];
}
