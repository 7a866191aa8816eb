import { InvalidDocument, objectAt, textAt } from '#shared/connect/json-shape.ts';
import { JsonSyntaxError } from '#shared/policy/errors.ts';
import { parseJson } from '#shared/policy/json.ts';
import type { StatePort } from '#shared/ports.ts';
import type { AuditedRemediation } from './report.ts';

/** So many are read: a report shows the last ones. */
const most = 100;

/** What the guard did to buckets, from its receipts, newest first; none when they cannot be read. */
export async function pastRemediations(
  state: Pick<StatePort, 'read' | 'list'>,
): Promise<readonly AuditedRemediation[]> {
  const listed = await state.list('receipts/');
  if (listed.state !== 'known') return [];
  const timeOf = (key: string): string => key.slice(key.lastIndexOf('/') + 1);
  const newest = listed.value.toSorted((a, b) => (timeOf(a) < timeOf(b) ? 1 : -1)).slice(0, most);
  const receipts = await Promise.all(newest.map((key) => state.read(key)));
  return receipts.flatMap((receipt) => (receipt.state === 'known' ? read(receipt.value.body) : []));
}

function read(text: string): readonly AuditedRemediation[] {
  try {
    const { at, bucket, status, reason, backup } = objectAt(parseJson(text), '$');
    return [
      {
        at: textAt(at, 'at'),
        bucket: textAt(bucket, 'bucket'),
        status: textAt(status, 'status'),
        reason: textAt(reason, 'reason'),
        backup: textAt(backup, 'backup'),
      },
    ];
  } catch (error) {
    if (error instanceof InvalidDocument || error instanceof JsonSyntaxError) return [];
    throw error;
  }
}
