import { type Outcome, unknown } from '../conditions/outcome.ts';
import type { Budget } from './budget.ts';
import type { Atom, Dimension } from './dimension.ts';
import type { Test } from './tests.ts';

/** How a test's outcome on a set of values follows from its outcomes on the members. */
export type Over = 'all' | 'any' | 'plain';

/** The atoms on which a test holds and those on which it does not; on the others it is open. */
export interface Masks {
  readonly trueOn: bigint;
  readonly falseOn: bigint;
  readonly trueOnMembers: bigint;
  readonly falseOnMembers: bigint;
}

/** A test of one dimension. */
export interface Literal extends Masks {
  readonly dimension: number;
  readonly over: Over;
}

export const everyBit = (count: number): bigint => (1n << BigInt(count)) - 1n;

export function overOf({ condition }: Test): Over {
  if (condition?.set === undefined) return 'plain';
  return condition.set === 'ForAllValues' ? 'all' : 'any';
}

/** Judges every atom. `bit` is the test's among those of its key, `slot` the key's place. */
export function masksOf(
  test: Test,
  { exclusive, members }: Dimension,
  slot: number,
  bit: bigint,
  budget: Budget,
): Masks {
  budget.spend((exclusive.length + members.length) >> 3);
  const asksPresence = test.condition?.operator === 'Null';
  type Judge = (value: string | undefined, accepted: boolean) => Outcome;
  const sort = (atoms: readonly Atom[], judge: Judge): readonly [bigint, bigint] => {
    let [yes, no] = [0n, 0n];
    for (const [at, { values, accepted, unnamed }] of atoms.entries()) {
      const outcome =
        unnamed && !asksPresence
          ? unknown(`the values of ${test.key}`)
          : judge(unnamed ? 'unnamed' : values[slot], ((accepted[slot] ?? 0n) & bit) !== 0n);
      if (outcome === true) yes |= 1n << BigInt(at);
      else if (outcome === false) no |= 1n << BigInt(at);
    }
    return [yes, no];
  };
  const [trueOn, falseOn] = sort(exclusive, (value, accepted) => test.judge(value, accepted));
  const [trueOnMembers, falseOnMembers] = sort(members, (value, accepted) =>
    test.judgeMember(value ?? '', accepted),
  );
  return { trueOn, falseOn, trueOnMembers, falseOnMembers };
}

/** Whether a literal is open on some value, or on some set of values. */
export function isOpenSomewhere(literal: Literal, { exclusive, members }: Dimension): boolean {
  const { over, trueOn, falseOn, trueOnMembers, falseOnMembers } = literal;
  if ((trueOn | falseOn) !== everyBit(exclusive.length)) return true;
  if (members.length === 0) return false;
  return over === 'plain' || (trueOnMembers | falseOnMembers) !== everyBit(members.length);
}
