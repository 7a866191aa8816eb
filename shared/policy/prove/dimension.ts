import type { Outcome } from '../conditions/outcome.ts';

/**
 * Sets of atoms as bits. An *exclusive* atom is all that a key has: no value, or one. A *member* is
 * one of several values of a key that may have several.
 */
export interface Dimension {
  /** The keys whose values are chosen together, for example an ARN and the name in it. */
  readonly keys: readonly string[];
  /** Best examples first; one value for each of `keys`. */
  readonly exclusive: readonly Atom[];
  /** Empty for keys that have one value at most. */
  readonly members: readonly Atom[];
}

export interface Atom {
  readonly values: readonly (string | undefined)[];
  /** For each of the dimension's keys, the tests whose globs accept its value. */
  readonly accepted: readonly bigint[];
  /** A value that could not be thought of: every test of it is open. */
  readonly unnamed?: true;
}

/** How a test's outcome on a set of values follows from its outcomes on the members. */
export type Over = 'all' | 'any' | 'plain';

/** A test of one dimension, as the atoms on which it holds and those on which it does not. */
export interface Literal {
  readonly dimension: number;
  readonly over: Over;
  readonly trueOn: bigint;
  readonly falseOn: bigint;
  readonly trueOnMembers: bigint;
  readonly falseOnMembers: bigint;
}

export const everyBit = (count: number): bigint => (1n << BigInt(count)) - 1n;

/** A literal whose outcome on an atom is given by `judge` and `judgeMember`. */
export function literal(
  dimension: Dimension,
  at: number,
  over: Over,
  judge: (atom: Atom) => Outcome,
  judgeMember: (atom: Atom) => Outcome,
): Literal {
  const sort = (atoms: readonly Atom[], outcomeOf: (atom: Atom) => Outcome): [bigint, bigint] => {
    let [yes, no] = [0n, 0n];
    for (const [index, atom] of atoms.entries()) {
      const outcome = outcomeOf(atom);
      if (outcome === true) yes |= 1n << BigInt(index);
      else if (outcome === false) no |= 1n << BigInt(index);
    }
    return [yes, no];
  };
  const [trueOn, falseOn] = sort(dimension.exclusive, judge);
  const [trueOnMembers, falseOnMembers] = sort(dimension.members, judgeMember);
  return { dimension: at, over, trueOn, falseOn, trueOnMembers, falseOnMembers };
}
