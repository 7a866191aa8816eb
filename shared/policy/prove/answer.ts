import type { Request } from '../request.ts';
import { type Budget, StepLimitReached } from './budget.ts';
import { type Claim, type Formula, formulaOf, type Mode } from './formula.ts';
import { solve, solveBest } from './search.ts';
import type { Space } from './space.ts';

/** What a request must be like to be a witness: these claims hold, and none of those. */
export interface Wanted {
  readonly holds: readonly Claim[];
  readonly fails: readonly Claim[];
}

export interface Witness {
  readonly request: Request;
  /** Its caller is one that the facts name. */
  readonly named: boolean;
}

export type Answer =
  | { readonly verdict: 'HOLDS' }
  | { readonly verdict: 'FAILS'; readonly witness: Witness }
  | { readonly verdict: 'UNDECIDED'; readonly reasons: readonly string[] };

/** Replays a request: the request to show, or why it is open whether it is a witness, if known. */
export type Confirm = (request: Request) => Request | readonly string[];

const formulas = ({ holds, fails }: Wanted, mode: Mode): Formula[] => [
  ...holds.map((claim) => formulaOf(claim, true, mode)),
  ...fails.map((claim) => formulaOf(claim, false, mode)),
];

/**
 * Whether there is a request in any of the spaces that is like one of those wanted. First only
 * what is certain counts, so that a witness that needs no unknown is found if there is one; HOLDS
 * is said only when there is none even if every unknown falls the worse way.
 */
export function seek(
  spaces: Iterable<Space>,
  wantedIn: (space: Space) => readonly Wanted[],
  confirm: Confirm,
  budget: Budget,
): Answer {
  const visited: { space: Space; wanted: readonly Wanted[] }[] = [];
  const doubts = new Set<string>();
  try {
    for (const space of spaces) {
      const wanted = wantedIn(space);
      visited.push({ space, wanted });
      const witness = look(space, wanted, 'certain', confirm, doubts, budget);
      if (witness) return { verdict: 'FAILS', witness };
    }
    for (const { space, wanted } of visited) {
      if (space.doubts.length === 0) continue;
      const witness = look(space, wanted, 'possible', confirm, doubts, budget);
      if (witness) return { verdict: 'FAILS', witness };
    }
  } catch (error) {
    if (!(error instanceof StepLimitReached)) throw error;
    doubts.add(error.message);
  }
  return doubts.size > 0 ? { verdict: 'UNDECIDED', reasons: brief(doubts) } : { verdict: 'HOLDS' };
}

function look(
  space: Space,
  wanted: readonly Wanted[],
  mode: Mode,
  confirm: Confirm,
  doubts: Set<string>,
  budget: Budget,
): Witness | undefined {
  for (const each of wanted) {
    const regions =
      mode === 'certain'
        ? solveBest(formulas(each, mode), space.start, space.order, budget)
        : solve(formulas(each, mode), space.start, budget);
    if (!regions) continue;
    const request = space.request(regions);
    const replayed = request ? confirm(request) : [];
    if ('principal' in replayed) return { request: replayed, named: space.caller.named === true };
    for (const doubt of replayed.length > 0 ? replayed : unconfirmed(space)) doubts.add(doubt);
  }
  return undefined;
}

const unconfirmed = ({ doubts }: Space): readonly string[] =>
  doubts.length > 0 ? doubts : ['a witness that cannot be confirmed'];

/** No reason is longer; policies can make them as long as themselves. */
const LONGEST = 200;

/** The first few reasons, as far as somebody reads them. */
export function brief(reasons: Iterable<string>): readonly string[] {
  const [first, second, third, ...more] = reasons;
  const few = [first, second, third].flatMap((reason) => reason?.slice(0, LONGEST) ?? []);
  return more.length > 0 ? [...few, `${more.length} more reasons`] : few;
}
