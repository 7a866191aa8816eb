import { Aws, type CfnCondition, type CfnParameter, Fn } from 'aws-cdk-lib';
import type { Parts } from './parts.ts';
import type { AllowStatement } from './role.ts';

/** By the key that is given, of which a bucket key spares most calls to KMS; else by S3 itself. */
export const stateEncryption = ({ parameters, conditions }: Parts) =>
  Fn.conditionIf(
    conditions.stateKeyIsGiven.logicalId,
    {
      ServerSideEncryptionByDefault: {
        SSEAlgorithm: 'aws:kms',
        KMSMasterKeyID: parameters.stateKeyArn.valueAsString,
      },
      BucketKeyEnabled: true,
    },
    { ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } },
  );

/**
 * What a write says of encryption goes before what the bucket says: then it must name the key that is
 * given.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/specifying-kms-encryption.html
 */
export const denyOtherKeys = ({ parameters, conditions }: Parts, objects: string) =>
  [
    {
      Sid: 'DenyOtherKeys',
      Condition: {
        Null: { 's3:x-amz-server-side-encryption': 'false' },
        StringNotEquals: {
          's3:x-amz-server-side-encryption-aws-kms-key-id': parameters.stateKeyArn.valueAsString,
        },
      },
    },
    {
      Sid: 'DenyKeysOfTheCaller',
      Condition: { Null: { 's3:x-amz-server-side-encryption-customer-algorithm': 'false' } },
    },
  ].map(({ Sid, Condition }) =>
    Fn.conditionIf(
      conditions.stateKeyIsGiven.logicalId,
      { Sid, Effect: 'Deny', Principal: '*', Action: 's3:PutObject', Resource: objects, Condition },
      Aws.NO_VALUE,
    ),
  );

/** Lets a role read what the key encrypts, and what the one before it encrypted. */
export const decryptState = (parts: Parts, bucket: string): AllowStatement => ({
  Sid: 'DecryptState',
  Action: 'kms:Decrypt',
  Resource: [
    ifGiven(parts.conditions.stateKeyIsGiven, parts.parameters.stateKeyArn),
    ifGiven(parts.conditions.formerStateKeyIsGiven, parts.parameters.formerStateKeyArn),
  ],
  Condition: onlyFor(bucket, parts),
  when: parts.conditions.stateKeysAreGiven,
});

/** Lets a role have what it writes encrypted. */
export const encryptState = (parts: Parts, bucket: string): AllowStatement => ({
  Sid: 'EncryptState',
  Action: 'kms:GenerateDataKey',
  Resource: parts.parameters.stateKeyArn.valueAsString,
  Condition: onlyFor(bucket, parts),
  when: parts.conditions.stateKeyIsGiven,
});

const ifGiven = (condition: CfnCondition, { valueAsString }: CfnParameter): string =>
  Fn.conditionIf(condition.logicalId, valueAsString, Aws.NO_VALUE).toString();

/**
 * Only through S3, and only for the bucket: an object without a bucket key is a context of its own.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-key.html
 */
const onlyFor = (
  bucket: string,
  { deployment }: Parts,
): NonNullable<AllowStatement['Condition']> => ({
  StringEquals: { 'kms:ViaService': `s3.${deployment.region}.${Aws.URL_SUFFIX}` },
  StringLike: { 'kms:EncryptionContext:aws:s3:arn': [bucket, `${bucket}/*`] },
});
