interface Asked {
  readonly NextToken?: string | undefined;
  readonly MaxResults?: number | undefined;
}

/** One page of a list as services give it, and the token of the next when there is one. */
export function nextPage<T>(
  all: readonly T[],
  { NextToken, MaxResults }: Asked,
  most: number,
): { readonly items: readonly T[]; readonly next: { readonly NextToken?: string } } {
  const from = Number(NextToken ?? 0);
  const to = from + Math.min(MaxResults ?? most, most);
  return {
    items: all.slice(from, to),
    next: to < all.length ? { NextToken: String(to) } : {},
  };
}
