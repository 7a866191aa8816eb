import type { LedgerEntry } from '#infra/local/ledger.ts';
import type { LocalAws } from '#infra/local/local-aws.ts';
import type { Row } from '../columns.ts';

/** A role or user as people call it: without its path, prefix, region or random part. */
export const shortName = (principal: string): string =>
  (principal.split(/[/:]/).at(-1) ?? principal)
    .replace(/^ConnectStorageGuard-(\w+)-.*/, '$1')
    .replace(/^AWSReservedSSO_(\w+)_[0-9a-f]{16}$/, '$1')
    .replace(/^(AWSServiceRoleForAmazonConnect_|connect-access-role-).*(.{4})$/, '$1…$2');

/** How many calls of a service, or of one of its operations, were made so far. */
export const callsOf = ({ world }: LocalAws, service: string, operation?: string): number =>
  world.ledger.entries.filter(
    (entry) =>
      entry.service === service && (operation === undefined || entry.operation === operation),
  ).length;

/** What tells how a bucket was closed; the rest is looking up who is who, and other buckets. */
const telling = new Set(['GetBucketPolicy', 'PutBucketPolicy', 'PutObject']);

/**
 * What people, functions and AWS Config did from the `from`-th call on about the bucket. An
 * invocation is told when the function was about to look at the bucket for the first time.
 */
export function deedsSince({ world }: LocalAws, from: number, bucket: string): readonly Row[] {
  const entries = world.ledger.entries.slice(from);
  const start = entries[0]?.at.getTime() ?? 0;
  const about = entries.filter(
    (entry) =>
      (telling.has(entry.operation) && isAbout(entry, bucket)) ||
      entry.operation === 'StartAutomationExecution' ||
      invokedByConfig(entry),
  );
  const seen = new Set<string>();
  return about
    .filter(({ principal }) => !principal.includes('AWSServiceRole'))
    .map((entry) => ({
      at: entry.at.getTime() - start,
      row: [
        shortName(entry.principal),
        `${entry.service}:${entry.operation}${entry.error === undefined ? '' : ` (${entry.error})`}`,
        resourceOf(entry),
      ],
    }))
    .filter(({ row }) => {
      const [, , on = ''] = row;
      const told = row.join('|');
      // Judged anew, it is looked at by the same functions again and again.
      const isNew = !seen.has(told) && !/evaluate-(?!buckets)/.test(on);
      seen.add(told);
      return isNew && !row[0]?.startsWith('EvaluateStreams');
    })
    .map(({ at, row }) => [`+${at} ms`, ...row]);
}

const isAbout = ({ checks }: LedgerEntry, bucket: string): boolean =>
  checks.some(
    ({ resource }) => resource.includes(`:::${bucket}`) || resource.includes(`/${bucket}/`),
  );

const invokedByConfig = ({ principal, operation }: LedgerEntry): boolean =>
  principal === 'config.amazonaws.com' && operation === 'Invoke';

function resourceOf({ checks }: LedgerEntry): string {
  const resource = checks[0]?.resource ?? '*';
  if (resource === '*') return '';
  if (!resource.includes(':s3:::'))
    return (resource.split(':').at(-1) ?? '').replace('connect-storage-guard-', '');
  const [bucket = '', ...key] = resource.slice(resource.indexOf(':::') + 3).split('/');
  return key.length > 1 ? `${key[0]}/…` : bucket;
}
