import { correlationId } from '#shared/connect/correlation.ts';
import {
  booleanAt,
  type JsonObject,
  objectAt,
  optionalAt,
  refuse,
  textAt,
} from '#shared/connect/json-shape.ts';
import { bucketNameAt } from '#shared/connect/names.ts';
import type { Outcome } from '#shared/remediation/outcome.ts';
import type { RunBy } from '#shared/remediation/run-by.ts';

interface BucketEvent {
  readonly bucket: string;
  readonly executionId: string;
}

/** What the Automation documents send to have a bucket closed. */
export interface RemediationEvent extends BucketEvent {
  /** Only say what would be written. */
  readonly planOnly?: boolean;
  /** On whose word it is written: a person has approved the policy of a digest. */
  readonly by?: RunBy;
}

/** What the Automation document sends to have a policy put back. */
export interface RestoreEvent extends BucketEvent {
  /** The key of a backup; absent: the latest. */
  readonly backup?: string;
  /** How long the exception holds that a restore records; absent: as the use-case says. */
  readonly exceptionDays?: number;
}

const bucketEvent = ({ bucket, executionId }: JsonObject): BucketEvent => ({
  bucket: bucketNameAt(bucket, 'bucket'),
  executionId: textAt(executionId, 'executionId'),
});

/** What every line of the log says, with the keys of AWS Config's own question about the bucket. */
export const correlationOf = ({ bucket, executionId }: BucketEvent) => ({
  resourceType: 'AWS::S3::Bucket',
  resourceId: bucket,
  executionId,
});

/** Which change of the policy it was about: as the evaluator that found it logs it. */
export const changeFound = ({ bucket, digestBefore }: Outcome) => ({
  ...(digestBefore !== undefined && { correlationId: correlationId(bucket, digestBefore) }),
});

/** @throws InvalidDocument naming the path of the first fault. */
export function parseRemediationEvent(event: unknown): RemediationEvent {
  const fields = objectAt(event, '$', ['bucket', 'executionId', 'planOnly', 'approved']);
  return {
    ...bucketEvent(fields),
    ...optionalAt(fields, '$', 'planOnly', booleanAt),
    ...(fields.approved !== undefined && {
      by: {
        kind: 'approval',
        planned: textAt(fields.approved, 'approved', 'the digest of a plan', /^[0-9a-f]{64}$/),
      },
    }),
  };
}

/** @throws InvalidDocument naming the path of the first fault. */
export function parseRestoreEvent(event: unknown): RestoreEvent {
  const keys = ['bucket', 'executionId', 'backup', 'exceptionDays'];
  const fields = objectAt(event, '$', keys);
  const { backup, exceptionDays } = fields;
  // A document parameter that is not given arrives as an empty text.
  const given = backup !== undefined && backup !== '';
  return {
    ...bucketEvent(fields),
    ...(given && { backup: textAt(backup, 'backup') }),
    ...(exceptionDays !== undefined && { exceptionDays: daysAt(exceptionDays, 'exceptionDays') }),
  };
}

/** The documents send numbers as text. @throws InvalidDocument */
function daysAt(value: unknown, path: string): number {
  const days = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  return typeof days === 'number' && Number.isInteger(days) && days >= 1 && days <= 365
    ? days
    : refuse(path, 'a whole number of days from 1 to 365', value);
}
