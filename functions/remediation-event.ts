import { objectAt, refuse, textAt } from '#shared/connect/json-shape.ts';
import { bucketNameAt } from '#shared/connect/names.ts';

/** What the Automation documents send: `{ bucket, executionId }`, for a restore also `backup` and `exceptionDays`. */
export interface RemediationEvent {
  readonly bucket: string;
  readonly executionId: string;
  /** The key of a backup; absent: the latest. */
  readonly backup?: string;
  /** How long the exception holds that a restore records; absent: as the use-case says. */
  readonly exceptionDays?: number;
}

/** @throws InvalidDocument naming the path of the first fault. */
export function parseRemediationEvent(event: unknown): RemediationEvent {
  const { bucket, executionId } = objectAt(event, '$', ['bucket', 'executionId']);
  return {
    bucket: bucketNameAt(bucket, 'bucket'),
    executionId: textAt(executionId, 'executionId'),
  };
}

/** @throws InvalidDocument naming the path of the first fault. */
export function parseRestoreEvent(event: unknown): RemediationEvent {
  const keys = ['bucket', 'executionId', 'backup', 'exceptionDays'];
  const { backup, exceptionDays, ...rest } = objectAt(event, '$', keys);
  // A document parameter that is not given arrives as an empty text.
  const given = backup !== undefined && backup !== '';
  return {
    ...parseRemediationEvent(rest),
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
