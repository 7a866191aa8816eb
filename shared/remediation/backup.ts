import type { Place } from '#shared/connect/deployment.ts';
import { instantAt, objectAt, oneOf, refuse, textAt } from '#shared/connect/json-shape.ts';
import { accountAt, bucketNameAt, regionAt } from '#shared/connect/names.ts';
import { parseJson } from '#shared/policy/json.ts';
import { digestOf, type Plan } from './plan.ts';

/** What a bucket's policy was before the guard changed it. */
export interface Backup {
  readonly version: 1;
  readonly bucket: string;
  readonly account: string;
  readonly region: string;
  /** ISO 8601, UTC. */
  readonly takenAt: string;
  readonly executionId: string;
  /** Restoring goes back to before a remediation, not to before another restore. */
  readonly madeBy: 'remediation' | 'restore';
  /** Byte for byte; `null` when there was none. */
  readonly before: string | null;
  readonly after: string | null;
  readonly digestBefore: string;
  readonly digestAfter: string;
}

export const backupPrefix = (bucket: string): string => `backups/${bucket}/`;

/** Sorts by time; ends with what the policy was, so that two of one moment differ. */
export const backupKey = ({ bucket, takenAt, digestBefore }: Backup): string =>
  `${backupPrefix(bucket)}${takenAt.replaceAll(':', '-')}-${digestBefore.slice(0, 12)}.json`;

export const backupOf = (
  plan: Plan,
  place: Place,
  { madeBy, executionId, takenAt }: Pick<Backup, 'madeBy' | 'executionId' | 'takenAt'>,
): Backup => ({
  version: 1,
  bucket: plan.bucket,
  account: place.account,
  region: place.region,
  takenAt,
  executionId,
  madeBy,
  before: plan.before,
  after: plan.after,
  digestBefore: plan.digestBefore,
  digestAfter: plan.digestAfter,
});

const keys = [
  'version',
  'bucket',
  'account',
  'region',
  'takenAt',
  'executionId',
  'madeBy',
  'before',
  'after',
  'digestBefore',
  'digestAfter',
];

const policyTextAt = (value: unknown, path: string): string | null =>
  value === null || typeof value === 'string' ? value : refuse(path, 'text or null', value);

/**
 * Reads a backup back, for one bucket.
 * @throws InvalidDocument or JsonSyntaxError naming the path: of another bucket or account, or
 *   with a policy that is no longer what its digest says.
 * @throws PolicySyntaxError when the policy itself is not one.
 */
export function parseBackup(text: string, bucket: string, place: Place): Backup {
  const fields = objectAt(parseJson(text), '$', keys);
  if (fields.version !== 1) refuse('version', '1', fields.version);
  const backup: Backup = {
    version: 1,
    bucket: bucketNameAt(fields.bucket, 'bucket'),
    account: accountAt(fields.account, 'account'),
    region: regionAt(fields.region, 'region'),
    takenAt: instantAt(fields.takenAt, 'takenAt'),
    executionId: textAt(fields.executionId, 'executionId'),
    madeBy: oneOf(fields.madeBy, 'madeBy', ['remediation', 'restore']),
    before: policyTextAt(fields.before, 'before'),
    after: policyTextAt(fields.after, 'after'),
    digestBefore: textAt(fields.digestBefore, 'digestBefore'),
    digestAfter: textAt(fields.digestAfter, 'digestAfter'),
  };
  if (backup.bucket !== bucket) refuse('bucket', bucket, backup.bucket);
  if (backup.account !== place.account) refuse('account', place.account, backup.account);
  if (backup.region !== place.region) refuse('region', place.region, backup.region);
  if (digestOf(backup.before) !== backup.digestBefore) {
    refuse('digestBefore', 'the digest of before', backup.digestBefore);
  }
  return backup;
}
