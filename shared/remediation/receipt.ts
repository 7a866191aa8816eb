import type { Arn } from '#shared/connect/arn.ts';
import type { Place } from '#shared/connect/deployment.ts';
import { instantAt, listAt, oneOf, textAt } from '#shared/connect/json-shape.ts';
import { accountAt, arnAt, bucketNameAt, regionAt } from '#shared/connect/names.ts';
import { parseStored } from '#shared/connect/stored-json.ts';
import { shortDigest } from '#shared/policy/digest.ts';
import type { OutcomeStatus } from './outcome.ts';
import type { Plan } from './plan.ts';
import type { RunBy } from './run-by.ts';

/** What was done to a bucket, kept beside the backup. */
export interface Receipt {
  readonly version: 1;
  readonly status: OutcomeStatus;
  readonly bucket: string;
  readonly account: string;
  readonly region: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly executionId: string;
  readonly by: RunBy['kind'];
  /** Those that use the bucket: whose recordings are to be watched. */
  readonly instances: readonly Arn[];
  /** The key of the backup in the state bucket. */
  readonly backup: string;
  readonly digestBefore: string;
  readonly digestAfter: string;
  readonly reason: string;
}

export const receiptPrefix = (bucket: string): string => `receipts/${bucket}/`;

const keyTime = (at: string): string => at.replaceAll(':', '-');

/** Sorts by time; ends with what the policy is. */
export const receiptKey = ({
  bucket,
  at,
  digestAfter,
}: Pick<Receipt, 'bucket' | 'at' | 'digestAfter'>): string =>
  `${receiptPrefix(bucket)}${keyTime(at)}-${shortDigest(digestAfter)}.json`;

/** When the object of such a key was made: keys of backups and receipts begin with it. */
export function timeOfKey(key: string): Date | undefined {
  const [, day, hour, minute, second] =
    /\/(\d{4}-\d\d-\d\dT)(\d\d)-(\d\d)-([\d.]+Z)-[^/]*\.json$/.exec(key) ?? [];
  const time = new Date(`${day}${hour}:${minute}:${second}`);
  return Number.isNaN(time.getTime()) ? undefined : time;
}

/** Whether one of these keys of receipts tells how a write ended that had this backup. */
export const isReceipted = (
  receipts: readonly string[],
  { takenAt, digestAfter }: { readonly takenAt: string; readonly digestAfter: string },
): boolean =>
  receipts.some(
    (key) =>
      key.endsWith(`-${shortDigest(digestAfter)}.json`) &&
      (timeOfKey(key)?.getTime() ?? 0) >= Date.parse(takenAt),
  );

export type Done = Pick<
  Receipt,
  'status' | 'reason' | 'backup' | 'executionId' | 'by' | 'instances'
> & { readonly at: Date };

export const receiptOf = (
  plan: Pick<Plan, 'bucket' | 'digestBefore' | 'digestAfter'>,
  place: Place,
  { at, ...done }: Done,
): Receipt => ({
  version: 1,
  status: done.status,
  bucket: plan.bucket,
  account: place.account,
  region: place.region,
  at: at.toISOString(),
  executionId: done.executionId,
  by: done.by,
  instances: done.instances,
  backup: done.backup,
  digestBefore: plan.digestBefore,
  digestAfter: plan.digestAfter,
  reason: done.reason,
});

const statuses: readonly OutcomeStatus[] = [
  'REMEDIATED',
  'RESTORED',
  'ADOPTED',
  'ROLLED_BACK',
  'CONFLICT',
];

/**
 * Reads a receipt back. One from before receipts said so was written by the guard itself.
 * @throws InvalidDocument or JsonSyntaxError naming the path of the first fault.
 */
export function parseReceipt(text: string): Receipt {
  const fields = parseStored(text);
  return {
    version: 1,
    status: oneOf(fields.status, 'status', statuses),
    bucket: bucketNameAt(fields.bucket, 'bucket'),
    account: accountAt(fields.account, 'account'),
    region: regionAt(fields.region, 'region'),
    at: instantAt(fields.at, 'at'),
    executionId: textAt(fields.executionId, 'executionId'),
    by: oneOf(fields.by ?? 'automation', 'by', ['automation', 'person', 'approval']),
    instances: listAt(fields.instances ?? [], 'instances', arnAt),
    backup: textAt(fields.backup, 'backup'),
    digestBefore: textAt(fields.digestBefore, 'digestBefore'),
    digestAfter: textAt(fields.digestAfter, 'digestAfter'),
    reason: textAt(fields.reason, 'reason'),
  };
}
