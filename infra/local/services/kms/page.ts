import { AwsError } from '../../service.ts';

export interface PageInput {
  readonly Limit?: number | undefined;
  readonly Marker?: string | undefined;
}

/** One page of a KMS list. @throws AwsError `InvalidMarkerException` (400). */
export function pageOf<T>(
  rows: readonly T[],
  { Limit = 100, Marker }: PageInput,
): { readonly rows: readonly T[]; readonly more: object } {
  const position = Marker === undefined ? '0' : Buffer.from(Marker, 'base64').toString();
  if (!/^\d+$/.test(position)) {
    throw new AwsError('InvalidMarkerException', 'Invalid marker');
  }
  const start = Number(position);
  const end = start + Limit;
  return {
    rows: rows.slice(start, end),
    more:
      end < rows.length
        ? { Truncated: true, NextMarker: Buffer.from(String(end)).toString('base64') }
        : { Truncated: false },
  };
}
