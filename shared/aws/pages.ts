/** One page of a list, and the token of the next when there is one. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | undefined;
}

/**
 * All pages, in order.
 * @throws when AWS gives the same token twice: a list that never ends
 */
export async function allPages<T>(
  page: (token: string | undefined) => Promise<Page<T>>,
): Promise<readonly T[]> {
  const items: T[] = [];
  let token: string | undefined;
  do {
    const { items: more, next } = await page(token);
    items.push(...more);
    if (next !== undefined && next === token) {
      throw new Error('AWS answered the same page token twice');
    }
    token = next || undefined;
  } while (token !== undefined);
  return items;
}
