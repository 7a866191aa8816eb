import { assumeAs } from '../../assume-as.ts';
import { callAs } from '../../call-as.ts';
import { AwsError } from '../../service.ts';
import { configState } from '../../services/config/state.ts';
import { bucketState, canonicalUser } from '../../services/s3/state.ts';
import type { RecordResource } from './index.ts';

interface Part {
  readonly operation: string;
  /** What S3 answers when nothing is configured. */
  readonly absent?: string;
  /** The member of `supplementaryConfiguration`. */
  readonly member: string;
  form(response: Readonly<Record<string, unknown>> | undefined): unknown;
}

/** How the SDK for Java spells what S3 answered: that is what configuration items show. */
const lowerCamel = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(lowerCamel);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, element]) => [
      key.charAt(0).toLowerCase() + key.slice(1),
      lowerCamel(element),
    ]),
  );
};

const parts: readonly Part[] = [
  {
    operation: 'GetBucketPolicy',
    absent: 'NoSuchBucketPolicy',
    member: 'BucketPolicy',
    form: (response) => ({ policyText: response?.Policy ?? null }),
  },
  {
    operation: 'GetBucketAcl',
    member: 'AccessControlList',
    form: (response) => JSON.stringify(lowerCamel(response)),
  },
  {
    operation: 'GetBucketVersioning',
    member: 'BucketVersioningConfiguration',
    form: (response) => ({ status: response?.Status ?? 'Off', isMfaDeleteEnabled: null }),
  },
  {
    operation: 'GetBucketEncryption',
    absent: 'ServerSideEncryptionConfigurationNotFoundError',
    member: 'ServerSideEncryptionConfiguration',
    form: (response) => lowerCamel(response?.ServerSideEncryptionConfiguration),
  },
  {
    operation: 'GetPublicAccessBlock',
    absent: 'NoSuchPublicAccessBlockConfiguration',
    member: 'PublicAccessBlockConfiguration',
    form: (response) => lowerCamel(response?.PublicAccessBlockConfiguration),
  },
];

/**
 * A bucket as AWS Config's recorder sees it. Its role is subject to the bucket's policy: what that
 * denies it is missing from the item.
 */
export const recordBucket: RecordResource = async (world, scope, { resourceId: bucket }) => {
  const { roleArn } = configState(world, scope).recorder;
  const role = { arn: roleArn, sessionName: 'AWSConfig-Recorder' };
  const { caller } = await assumeAs(world, scope, 'config.amazonaws.com', role);
  const created = bucketState(world, scope, bucket)?.created;
  const refused: string[] = [];
  const supplementary: Record<string, unknown> = {};
  for (const { operation, absent, member, form } of parts) {
    try {
      const input = { Bucket: bucket };
      const response = await callAs(world, scope, caller, 's3', operation, input);
      supplementary[member] = form(response);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      if (error.code === absent) {
        if (member === 'BucketPolicy') supplementary[member] = form(undefined);
      } else refused.push(operation);
    }
  }
  return {
    created,
    tags: {},
    configuration: {
      name: bucket,
      owner: { displayName: null, id: canonicalUser(scope.account) },
      creationDate: created?.toISOString() ?? null,
    },
    supplementary,
    refused,
  };
};
