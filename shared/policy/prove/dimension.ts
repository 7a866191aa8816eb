import type { Exploration } from './explore.ts';

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

/** Atoms for the texts that were found, with one for those that were not. */
export function atomsOf({ classes, complete }: Exploration, slots: number): readonly Atom[] {
  const atoms = classes.map(({ texts, accepted }): Atom => ({ values: texts, accepted }));
  if (complete) return atoms;
  const none = Array.from({ length: slots });
  return [
    ...atoms,
    { values: none.map(() => undefined), accepted: none.map(() => 0n), unnamed: true },
  ];
}
