import { type Budget, StepLimitReached } from './budget.ts';
import type { Dimension } from './dimension.ts';
import type { Constraint, Formula } from './formula.ts';
import { everyBit } from './literal.ts';

/** What is left of one dimension: exclusive atoms, and the sets of members that meet every need. */
export interface Region {
  readonly exclusive: bigint;
  readonly members: bigint;
  /** Each must have a member in common with the set. */
  readonly needs: readonly bigint[];
}

export type Regions = readonly Region[];

/** Every value of every dimension. A set has a member that is not blank. */
export const everything = (dimensions: readonly Dimension[]): Regions =>
  dimensions.map(({ exclusive, members }) => {
    let named = 0n;
    for (const [at, { values }] of members.entries()) {
      if (values[0] !== '') named |= 1n << BigInt(at);
    }
    return region(everyBit(exclusive.length), everyBit(members.length), [named]);
  });

function region(exclusive: bigint, members: bigint, needs: readonly bigint[]): Region {
  return members !== 0n && needs.every((need) => (need & members) !== 0n)
    ? { exclusive, members, needs }
    : { exclusive, members: 0n, needs: [] };
}

const isEmpty = ({ exclusive, members }: Region): boolean => exclusive === 0n && members === 0n;

const narrowed = (from: Region, { exclusive, members, every }: Constraint): Region =>
  every
    ? region(from.exclusive & exclusive, from.members & members, from.needs)
    : region(from.exclusive & exclusive, from.members, [...from.needs, members]);

/** Dimensions beyond those of values are open claims: true or false. */
const either: Region = { exclusive: 3n, members: 0n, needs: [] };

export function entails({ exclusive, members, needs }: Region, constraint: Constraint): boolean {
  if ((exclusive & ~constraint.exclusive) !== 0n) return false;
  if (members === 0n || (members & ~constraint.members) === 0n) return true;
  if (constraint.every) return false;
  return needs.some((need) => (need & members & ~constraint.members) === 0n);
}

/** Whether a formula holds all over the regions, nowhere in them, or neither as far as is seen. */
function within(formula: Formula, regions: Regions): boolean | undefined {
  if (typeof formula === 'boolean') return formula;
  if ('constraint' in formula) {
    const from = regions[formula.constraint.dimension] ?? either;
    if (entails(from, formula.constraint)) return true;
    return isEmpty(narrowed(from, formula.constraint)) ? false : undefined;
  }
  const deciding = 'or' in formula;
  let open = false;
  for (const part of deciding ? formula.or : formula.and) {
    const truth = within(part, regions);
    if (truth === deciding) return deciding;
    if (truth === undefined) open = true;
  }
  return open ? undefined : !deciding;
}

/**
 * Regions in which all formulas hold; undefined when there are none. Depth first, the choice with
 * the fewest ways left first.
 */
export function solve(
  formulas: readonly Formula[],
  start: Regions,
  budget: Budget,
): Regions | undefined {
  budget.spend();
  const regions = [...start];
  let choices: (readonly Formula[])[] = [];
  const pending = [...formulas];
  for (;;) {
    for (let formula = pending.pop(); formula !== undefined; formula = pending.pop()) {
      if (formula === false) return undefined;
      if (formula === true) continue;
      if ('and' in formula) pending.push(...formula.and);
      else if ('or' in formula) choices.push(formula.or);
      else {
        const at = formula.constraint.dimension;
        const left = narrowed(regions[at] ?? either, formula.constraint);
        if (isEmpty(left)) return undefined;
        regions[at] = left;
      }
    }
    const open: (readonly Formula[])[] = [];
    for (const ways of choices) {
      const truths = ways.map((way) => within(way, regions));
      if (truths.includes(true)) continue;
      const left = ways.filter((_, at) => truths[at] === undefined);
      const [only] = left;
      if (only === undefined) return undefined;
      if (left.length === 1) pending.push(only);
      else open.push(left);
    }
    budget.spend(1 + (choices.length >> 4));
    choices = open;
    if (pending.length === 0) break;
  }
  if (choices.length === 0) return regions;
  const fewest = choices.reduce((a, b) => (b.length < a.length ? b : a));
  const rest = choices.filter((ways) => ways !== fewest).map((or) => ({ or }));
  for (const way of fewest) {
    const solution = solve([way, ...rest], regions, budget);
    if (solution) return solution;
  }
  return undefined;
}

/**
 * As {@link solve}, with the best examples that can be had: for one dimension after the other the
 * first atom with which there still is a solution.
 */
export function solveBest(
  formulas: readonly Formula[],
  start: Regions,
  order: readonly number[],
  budget: Budget,
): Regions | undefined {
  let found = solve(formulas, start, budget);
  if (!found) return undefined;
  let narrow = [...start];
  try {
    for (const at of order) {
      const whole = start[at] ?? either;
      const reached: Region = found[at] ?? either;
      for (let bit = 1n; bit <= whole.exclusive; bit <<= 1n) {
        if ((whole.exclusive & bit) === 0n) continue;
        const trial: Regions = narrow.with(at, { exclusive: bit, members: 0n, needs: [] });
        const solution: Regions | undefined =
          (reached.exclusive & bit) !== 0n
            ? found.with(at, { exclusive: bit, members: 0n, needs: [] })
            : solve(formulas, trial, budget);
        if (!solution) continue;
        found = solution;
        narrow = [...trial];
        break;
      }
    }
  } catch (error) {
    if (!(error instanceof StepLimitReached)) throw error;
  }
  return found;
}
