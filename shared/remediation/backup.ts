import type { Place } from '#shared/connect/deployment.ts';
import { type PolicyWriter, policyWriterAt } from '#shared/connect/fight.ts';
import {
  instantAt,
  objectAt,
  oneOf,
  optionalAt,
  refuse,
  refuseOthers,
  textAt,
} from '#shared/connect/json-shape.ts';
import { accountAt, bucketNameAt, regionAt } from '#shared/connect/names.ts';
import { parseStored } from '#shared/connect/stored-json.ts';
import { digestOf, keptDigest, shortDigest } from '#shared/policy/digest.ts';
import type { Plan } from './plan.ts';

/** Who wrote a policy that is not the guard's, by its CloudTrail event. */
export interface Writer extends PolicyWriter {
  readonly sourceIp?: string;
  readonly eventId: string;
}

/** What a bucket's policy was before the guard changed it, or what somebody else made of it. */
export interface Backup {
  readonly version: 1;
  readonly bucket: string;
  readonly account: string;
  readonly region: string;
  /** ISO 8601, UTC. */
  readonly takenAt: string;
  readonly executionId: string;
  /**
   * Restoring goes back to before a remediation, not to before another restore. `somebody-else`
   * wrote `before`, which is kept whether the guard ever saw it or not.
   */
  readonly madeBy: 'remediation' | 'restore' | 'somebody-else';
  readonly writer?: Writer;
  /** Byte for byte; `null` when there was none. */
  readonly before: string | null;
  readonly after: string | null;
  readonly digestBefore: string;
  readonly digestAfter: string;
}

export const backupPrefix = (bucket: string): string => `backups/${bucket}/`;

/** Sorts by time; ends with what the policy was, so that two of one moment differ. */
export const backupKey = ({ bucket, takenAt, digestBefore }: Backup): string =>
  `${backupPrefix(bucket)}${takenAt.replaceAll(':', '-')}-${shortDigest(digestBefore)}.json`;

/** A backup's key without its folder and ending: what people call it by. */
export const backupName = (key: string): string => key.replace(/^.*\/|\.json$/g, '');

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

/** Keeps a policy that somebody else wrote, as their CloudTrail event tells it; `null`: deleted. */
export const backupOfOthers = (
  { bucket, policy }: { readonly bucket: string; readonly policy: string | null },
  { account, region }: Place,
  writer: Writer,
): Backup => ({
  version: 1,
  bucket,
  account,
  region,
  takenAt: writer.at,
  executionId: writer.eventId,
  madeBy: 'somebody-else',
  writer,
  before: policy,
  after: policy,
  digestBefore: keptDigest(policy),
  digestAfter: keptDigest(policy),
});

const keys = [
  'version',
  'bucket',
  'account',
  'region',
  'takenAt',
  'executionId',
  'madeBy',
  'writer',
  'before',
  'after',
  'digestBefore',
  'digestAfter',
];

const policyTextAt = (value: unknown, path: string): string | null =>
  value === null || typeof value === 'string' ? value : refuse(path, 'text or null', value);

const writerAt = (value: unknown, path: string): Writer => {
  const fields = objectAt(value, path, ['arn', 'userAgent', 'sourceIp', 'eventId', 'at']);
  return {
    ...policyWriterAt(value, path),
    ...optionalAt(fields, path, 'sourceIp', (ip, at) => textAt(ip, at)),
    eventId: textAt(fields.eventId, `${path}.eventId`),
  };
};

/**
 * Reads a backup back, for one bucket.
 * @throws InvalidDocument or JsonSyntaxError naming the path: of another bucket or account, or
 *   with a policy that is no longer what its digest says.
 * @throws PolicySyntaxError when the policy itself is not one.
 */
export function parseBackup(text: string, bucket: string, place: Place): Backup {
  const fields = parseStored(text, keys);
  const backup: Backup = {
    version: 1,
    bucket: bucketNameAt(fields.bucket, 'bucket'),
    account: accountAt(fields.account, 'account'),
    region: regionAt(fields.region, 'region'),
    takenAt: instantAt(fields.takenAt, 'takenAt'),
    executionId: textAt(fields.executionId, 'executionId'),
    madeBy: oneOf(fields.madeBy, 'madeBy', ['remediation', 'restore', 'somebody-else']),
    ...optionalAt(fields, '$', 'writer', writerAt),
    before: policyTextAt(fields.before, 'before'),
    after: policyTextAt(fields.after, 'after'),
    digestBefore: textAt(fields.digestBefore, 'digestBefore'),
    digestAfter: textAt(fields.digestAfter, 'digestAfter'),
  };
  refuseOthers(backup, { ...place, bucket }, ['bucket', 'account', 'region']);
  const digest = backup.madeBy === 'somebody-else' ? keptDigest : digestOf;
  if (digest(backup.before) !== backup.digestBefore) {
    refuse('digestBefore', 'the digest of before', backup.digestBefore);
  }
  return backup;
}
