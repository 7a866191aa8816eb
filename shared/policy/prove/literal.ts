import { type Outcome, unknown } from '../conditions/outcome.ts';
import type { Atom, Dimension } from './dimension.ts';
import type { Test } from './tests.ts';
import type { Vocabulary } from './vocabulary.ts';

/** Of the members of a set. */
export type Quantifier = 'all' | 'any';

/** How a test's outcome on a set of values follows from its outcomes on the members. */
export type Over = Quantifier | 'plain';

/** The atoms on which a test holds and those on which it does not; on the others it is open. */
export interface Masks {
  readonly trueOn: bigint;
  readonly falseOn: bigint;
  readonly trueOnMembers: bigint;
  readonly falseOnMembers: bigint;
}

/** Something that holds on some atoms of a dimension, and fails on all others. */
export interface Literal extends Masks {
  readonly dimension: number;
  /** Whether all members of a set must be such atoms, or any. */
  readonly over: Quantifier;
}

export const everyBit = (count: number): bigint => (1n << BigInt(count)) - 1n;

export function overOf({ condition }: Test): Over {
  if (condition?.set === undefined) return 'plain';
  return condition.set === 'ForAllValues' ? 'all' : 'any';
}

/**
 * Judges every atom of a dimension of which the test's key is the one at `slot`. What it may accept
 * besides is left out for exclusive atoms; for members it leaves the test open.
 */
export function masksOf(
  test: Test,
  { exclusive, members }: Dimension,
  slot: number,
  vocabulary: Vocabulary,
): Masks {
  vocabulary.budget.spend((exclusive.length + members.length) >> 3);
  const bit = vocabulary.bit(test);
  const perhaps = test.perhaps.reduce((all, each) => all | vocabulary.bit(each.test), 0n);
  const asksPresence = test.condition?.operator === 'Null';
  type Judge = (value: string | undefined, accepted: boolean) => Outcome;
  const sort = (atoms: readonly Atom[], judge: Judge, open: bigint): readonly [bigint, bigint] => {
    let [yes, no] = [0n, 0n];
    for (const [at, { values, accepted, unnamed }] of atoms.entries()) {
      const passed = accepted[slot] ?? 0n;
      const isAccepted = (passed & bit) !== 0n;
      const outcome =
        (unnamed && !asksPresence) || (!isAccepted && (passed & open) !== 0n)
          ? unknown(test.key)
          : judge(unnamed ? 'unnamed' : values[slot], isAccepted);
      if (outcome === true) yes |= 1n << BigInt(at);
      else if (outcome === false) no |= 1n << BigInt(at);
    }
    return [yes, no];
  };
  const judge: Judge = (value, accepted) => test.judge(value, accepted);
  const judgeMember: Judge = (value, accepted) => test.judgeMember(value ?? '', accepted);
  const [trueOn, falseOn] = sort(exclusive, judge, members.length > 0 ? perhaps : 0n);
  const [trueOnMembers, falseOnMembers] = sort(members, judgeMember, perhaps);
  return { trueOn, falseOn, trueOnMembers, falseOnMembers };
}
