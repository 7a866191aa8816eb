import { objectAt, textAt } from '#shared/connect/json-shape.ts';
import { bucketNameAt } from '#shared/connect/names.ts';

/** What the Automation documents send: `{ bucket, executionId }`, for a restore also `backup`. */
export interface RemediationEvent {
  readonly bucket: string;
  readonly executionId: string;
  /** The key of a backup; absent: the latest. */
  readonly backup?: string;
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
  const { backup, ...rest } = objectAt(event, '$', ['bucket', 'executionId', 'backup']);
  // A document parameter that is not given arrives as an empty text.
  const given = backup !== undefined && backup !== '';
  return {
    ...parseRemediationEvent(rest),
    ...(given && { backup: textAt(backup, 'backup') }),
  };
}
