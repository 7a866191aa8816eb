import type { LedgerEntry } from '#infra/local/ledger.ts';
import type { LocalAws } from '#infra/local/local-aws.ts';
import type { Row } from '../columns.ts';

/** The last part of an ARN, or what it is when it is none. */
export const shortName = (arn: string): string =>
  arn
    .split(':')
    .slice(-1)
    .map((last) => last.split('/').at(-1) ?? last)[0] ?? arn;

export const callsOf = ({ world }: LocalAws, service: string, operation?: string): number =>
  world.ledger.entries.filter(
    (entry) =>
      entry.service === service && (operation === undefined || entry.operation === operation),
  ).length;

/** What tells how a bucket was closed; the rest is reading. */
const telling = new Set([
  'Invoke',
  'PutBucketPolicy',
  'PutEvaluations',
  'PutObject',
  'StartAutomationExecution',
]);

/** The calls from the `from`-th on that changed something, with who made them and on what. */
export function changesSince({ world }: LocalAws, from: number): readonly Row[] {
  const entries = world.ledger.entries.slice(from);
  const start = entries[0]?.at.getTime() ?? 0;
  return entries
    .filter(({ operation }) => telling.has(operation))
    .map((entry) => [
      `+${entry.at.getTime() - start} ms`,
      shortName(entry.principal),
      `${entry.service}:${entry.operation}${entry.error === undefined ? '' : ` (${entry.error})`}`,
      resourceOf(entry),
    ]);
}

function resourceOf({ checks }: LedgerEntry): string {
  const resource = checks[0]?.resource ?? '';
  if (!resource.includes(':s3:::')) return shortName(resource);
  const [bucket = '', ...key] = resource.slice(resource.indexOf(':::') + 3).split('/');
  return key.length > 0 ? `${key[0]}/…` : bucket;
}
