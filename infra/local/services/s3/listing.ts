/** What a listing is limited to. */
export interface ListingInput {
  readonly Prefix?: string | undefined;
  readonly Delimiter?: string | undefined;
  readonly MaxKeys?: number | undefined;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly commonPrefixes: readonly string[];
  /** The last key or common prefix listed, when there is more. */
  readonly next?: string;
}

const maximumKeys = 1000;

export const pageSize = ({ MaxKeys }: ListingInput): number =>
  Math.min(MaxKeys ?? maximumKeys, maximumKeys);

/** S3 orders keys by their UTF-8 bytes. */
export const byKey = (a: string, b: string): number =>
  Buffer.compare(Buffer.from(a), Buffer.from(b));

/**
 * One page of `rows`, ordered by key, after `after` (a key or a common prefix). Keys that share
 * the part up to the delimiter are rolled up into one common prefix, which counts as one.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-prefixes.html
 */
export function listPage<T extends { readonly key: string }>(
  rows: readonly T[],
  input: ListingInput,
  after = '',
): Page<T> {
  const { Prefix = '', Delimiter = '' } = input;
  const size = pageSize(input);
  const items: T[] = [];
  const commonPrefixes: string[] = [];
  let last = '';
  for (const row of rows) {
    if (!row.key.startsWith(Prefix)) continue;
    const end = Delimiter === '' ? -1 : row.key.indexOf(Delimiter, Prefix.length);
    const group = end < 0 ? undefined : row.key.slice(0, end + Delimiter.length);
    const position = group ?? row.key;
    if (byKey(position, after) <= 0 || (group !== undefined && group === last)) continue;
    if (items.length + commonPrefixes.length >= size) {
      return { items, commonPrefixes, ...(size > 0 && { next: last }) };
    }
    if (group === undefined) items.push(row);
    else commonPrefixes.push(group);
    last = position;
  }
  return { items, commonPrefixes };
}

/** With `EncodingType: url`, names come percent-encoded, so that XML can carry any of them. */
export const encoder =
  (encodingType: string | undefined) =>
  (name: string): string =>
    encodingType === 'url' ? encodeURIComponent(name).replaceAll('%2F', '/') : name;
