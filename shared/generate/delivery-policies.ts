import { type Arn, parseArn } from '#shared/connect/arn.ts';
import { viaService } from '#shared/connect/via-service.ts';
import type { RawPolicy, RawStatement } from '#shared/policy/document.ts';
import type { Form } from './administrator-policy.ts';
import { bucketResources } from './bucket-policy.ts';
import type { DeliveryFacts } from './delivery-facts.ts';

/** The service, as KMS sees it, that uses a key where the key is. */
const via = (service: string, key: Arn): string => {
  const { partition, region } = parseArn(key);
  return viaService(service, partition, region);
};

/**
 * The statement that the policy of the bucket's key needs so that the delivery stream can write.
 * `tight` lets the role use the key through S3 and for this bucket only.
 * @see https://docs.aws.amazon.com/firehose/latest/dev/controlling-access.html#using-iam-s3
 */
export function bucketKeyStatement(
  { role, bucket }: Pick<DeliveryFacts, 'role' | 'bucket'>,
  bucketKey: Arn,
  form: Form,
): RawStatement {
  if (form === 'article') {
    return {
      Sid: 'Allow Kinesis Data Firehose to use the key',
      Effect: 'Allow',
      Principal: { AWS: role },
      Action: [
        'kms:Encrypt',
        'kms:Decrypt',
        'kms:ReEncrypt*',
        'kms:GenerateDataKey*',
        'kms:DescribeKey',
      ],
      Resource: bucketKey,
    };
  }
  return {
    Sid: 'AllowFirehoseToUseTheKeyForTheBucket',
    Effect: 'Allow',
    Principal: { AWS: role },
    Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
    // In a key policy: this key.
    Resource: '*',
    Condition: forTheBucket(bucket, bucketKey),
  };
}

/** With a bucket key the bucket's own ARN is the encryption context, else each object's. */
const forTheBucket = (bucket: string, key: Arn): NonNullable<RawStatement['Condition']> => ({
  StringEquals: { 'kms:ViaService': via('s3', key) },
  StringLike: {
    'kms:EncryptionContext:aws:s3:arn': bucketResources(parseArn(key).partition, bucket),
  },
});

/** The published statement by which the delivery stream's role decrypts the stream's records. */
export const articleDecryptStatement = (stream: Arn, streamKey: Arn): RawStatement => ({
  Sid: 'VisualEditor0',
  Effect: 'Allow',
  Action: 'kms:Decrypt',
  Resource: [streamKey],
  Condition: {
    StringEquals: { 'kms:ViaService': via('kinesis', streamKey) },
    StringLike: { 'kms:EncryptionContext:aws:kinesis:arn': stream },
  },
});

/**
 * The whole policy of a delivery stream's role that reads one stream and writes to one bucket.
 * @see https://docs.aws.amazon.com/firehose/latest/dev/controlling-access.html
 */
export function tightDeliveryRolePolicy(facts: DeliveryFacts): RawPolicy {
  const { stream, streamKey, bucket, bucketKey } = facts;
  const [bucketArn, objectsArn] = bucketResources(parseArn(stream).partition, bucket);
  const statements: readonly RawStatement[] = [
    {
      Sid: 'ReadStream',
      Effect: 'Allow',
      Action: [
        'kinesis:DescribeStream',
        'kinesis:GetRecords',
        'kinesis:GetShardIterator',
        'kinesis:ListShards',
      ],
      Resource: stream,
    },
    {
      Sid: 'DeliverToBucket',
      Effect: 'Allow',
      Action: ['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'],
      Resource: bucketArn,
    },
    {
      Sid: 'DeliverObjects',
      Effect: 'Allow',
      Action: ['s3:AbortMultipartUpload', 's3:GetObject', 's3:PutObject'],
      Resource: objectsArn,
    },
  ];
  const decrypt: readonly RawStatement[] = streamKey
    ? [
        {
          Sid: 'DecryptStream',
          Effect: 'Allow',
          Action: 'kms:Decrypt',
          Resource: streamKey,
          Condition: {
            StringEquals: {
              'kms:ViaService': via('kinesis', streamKey),
              'kms:EncryptionContext:aws:kinesis:arn': stream,
            },
          },
        },
      ]
    : [];
  const encrypt: readonly RawStatement[] = bucketKey
    ? [
        {
          Sid: 'EncryptObjects',
          Effect: 'Allow',
          Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
          Resource: bucketKey,
          Condition: forTheBucket(bucket, bucketKey),
        },
      ]
    : [];
  return { Version: '2012-10-17', Statement: [...statements, ...decrypt, ...encrypt] };
}
