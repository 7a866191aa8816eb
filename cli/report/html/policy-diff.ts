import type { ReadableStatement } from './policy-text.ts';

/** One statement of a policy and its position, counted from 0. */
export interface Placed extends ReadableStatement {
  readonly index: number;
}

/** What becomes of one statement. */
export type Change =
  | { readonly kind: 'kept' | 'changed'; readonly live: Placed; readonly planned: Placed }
  | { readonly kind: 'removed'; readonly live: Placed; readonly planned?: undefined }
  | { readonly kind: 'added'; readonly live?: undefined; readonly planned: Placed };

/**
 * The live statements in their order, each beside what becomes of it, then those that come. The
 * order of statements means nothing: one that only moves is kept. One whose Sid comes back with
 * other words has changed.
 */
export function changes(
  live: readonly ReadableStatement[],
  planned: readonly ReadableStatement[],
): readonly Change[] {
  const before = placed(live);
  const left = new Set(placed(planned));
  const take = (fits: (each: Placed) => boolean): Placed | undefined => {
    const found = [...left].find(fits);
    if (found) left.delete(found);
    return found;
  };
  const same = new Map(before.map((old) => [old, take(({ text }) => text === old.text)]));
  const going = before.map((old): Change => {
    const kept = same.get(old);
    if (kept) return { kind: 'kept', live: old, planned: kept };
    const renewed = take(({ sid }) => sid !== undefined && sid === old.sid);
    return renewed
      ? { kind: 'changed', live: old, planned: renewed }
      : { kind: 'removed', live: old };
  });
  return [...going, ...[...left].map((each): Change => ({ kind: 'added', planned: each }))];
}

const placed = (all: readonly ReadableStatement[]): readonly Placed[] =>
  all.map((statement, index) => ({ ...statement, index }));
