import { bucketState, canonicalUser } from '../../services/s3/state.ts';
import type { RecordResource } from './index.ts';
import { recorderSession } from './recorder-session.ts';
import { lowerCamel } from './spelling.ts';

interface Part {
  readonly operation: string;
  /** What S3 answers when nothing is configured. */
  readonly absent?: string;
  /** The member of `supplementaryConfiguration`. */
  readonly member: string;
  form(response: Readonly<Record<string, unknown>> | undefined): unknown;
}

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
  const read = await recorderSession(world, scope);
  const created = bucketState(world, scope, bucket)?.created;
  const refused: string[] = [];
  const supplementary: Record<string, unknown> = {};
  for (const { operation, absent, member, form } of parts) {
    const reading = await read('s3', operation, { Bucket: bucket });
    if ('answer' in reading) supplementary[member] = form(reading.answer);
    else if (reading.refusal.code !== absent) refused.push(operation);
    else if (member === 'BucketPolicy') supplementary[member] = form(undefined);
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
