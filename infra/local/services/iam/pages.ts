import { AwsError } from '../../service.ts';

interface Paged {
  readonly Marker?: string | undefined;
  readonly MaxItems?: number | undefined;
}

interface Page<T> {
  readonly items: readonly T[];
  readonly IsTruncated: boolean;
  readonly Marker?: string;
}

/**
 * A page of IAM's lists: 100 items unless asked for fewer or more, and a marker for the rest.
 * @throws AwsError for a `MaxItems` outside 1 to 1,000 or a marker that was not given out.
 */
export function pageOf<T>(all: readonly T[], { Marker, MaxItems = 100 }: Paged): Page<T> {
  if (!Number.isInteger(MaxItems) || MaxItems < 1 || MaxItems > 1000) {
    throw new AwsError('ValidationError', 'MaxItems must be from 1 to 1000');
  }
  const start = Marker === undefined ? 0 : Number(Buffer.from(Marker, 'base64url').toString());
  if (!Number.isInteger(start) || start < 0)
    throw new AwsError('ValidationError', 'Invalid Marker.');
  const end = start + MaxItems;
  const more = end < all.length;
  return {
    items: all.slice(start, end),
    IsTruncated: more,
    ...(more && { Marker: Buffer.from(String(end)).toString('base64url') }),
  };
}
