import type { Literal } from './literal.ts';

/** A claim about a request, still without a side to err on. */
export type Claim =
  | boolean
  | { readonly literal: Literal }
  | { readonly all: readonly Claim[] }
  | { readonly any: readonly Claim[] }
  | { readonly not: Claim }
  /** True or false, nobody knows; but the same for all claims that are open in one dimension. */
  | { readonly open: number };

/** What a dimension must satisfy: `every` value in a set, or at least one. */
export interface Constraint {
  readonly dimension: number;
  readonly exclusive: bigint;
  readonly members: bigint;
  readonly every: boolean;
}

export type Formula =
  | boolean
  | { readonly constraint: Constraint }
  | { readonly and: readonly Formula[] }
  | { readonly or: readonly Formula[] };

/** `certain`: open claims are never met. `possible`: they are met whichever way is wanted. */
export type Mode = 'certain' | 'possible';

/** The requests on which `claim` has the wanted truth. */
export function formulaOf(claim: Claim, wanted: boolean, mode: Mode): Formula {
  if (typeof claim === 'boolean') return claim === wanted;
  if ('open' in claim) {
    if (mode === 'certain') return false;
    const exclusive = wanted ? 1n : 2n;
    return { constraint: { dimension: claim.open, exclusive, members: 0n, every: true } };
  }
  if ('literal' in claim) return { constraint: constraintOf(claim.literal, wanted) };
  if ('not' in claim) return formulaOf(claim.not, !wanted, mode);
  const parts = 'all' in claim ? claim.all : claim.any;
  const formulas = parts.map((part) => formulaOf(part, wanted, mode));
  return 'all' in claim === wanted ? { and: formulas } : { or: formulas };
}

function constraintOf(literal: Literal, wanted: boolean): Constraint {
  const { dimension, over, trueOn, falseOn, trueOnMembers, falseOnMembers } = literal;
  return {
    dimension,
    exclusive: wanted ? trueOn : falseOn,
    members: wanted ? trueOnMembers : falseOnMembers,
    every: (over === 'all') === wanted,
  };
}
