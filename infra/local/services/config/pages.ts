import { AwsError } from '../../service.ts';

/** One page of a list, and the token of the next. @throws AwsError `InvalidNextTokenException` */
export function page<T>(
  all: readonly T[],
  { NextToken: token, Limit: limit }: { readonly NextToken?: string; readonly Limit?: number },
  usual: number,
): { readonly items: readonly T[]; readonly next: { readonly NextToken?: string } } {
  const start = token === undefined ? 0 : Number(Buffer.from(token, 'base64').toString('utf8'));
  if (!Number.isInteger(start) || start < 0 || start > all.length) {
    throw new AwsError('InvalidNextTokenException', 'The specified next token is not valid.');
  }
  const end = start + (limit === undefined || limit === 0 ? usual : limit);
  const next = end < all.length ? { NextToken: Buffer.from(String(end)).toString('base64') } : {};
  return { items: all.slice(start, end), next };
}
