import { ANY_ONE, ANY_RUN, type Glob } from '../match.ts';
import type { Budget } from './budget.ts';

/** `*` and `?` inside one of the first five parts of an ARN: they stop at a colon. */
export const ANY_RUN_IN_PART = -3;
export const ANY_ONE_IN_PART = -4;

/** A pattern and the bit of the test that it belongs to. */
export interface OwnedPattern {
  readonly glob: Glob;
  /** Lower-case glob, compared without regard to the case of ASCII letters. */
  readonly foldsCase: boolean;
  readonly test: number;
}

/** Where all the patterns of one key stand after the characters read so far. */
export interface GlobState {
  readonly id: number;
  /** Pattern × {@link STRIDE} + place in its glob, ascending. Empty: nothing can change any more. */
  readonly positions: readonly number[];
  /** Tests that hold whatever follows. */
  readonly settled: bigint;
  /** Tests that hold if the text ends here. */
  readonly accepted: bigint;
  /** Characters that do not all lead to the same state. */
  readonly live: ReadonlySet<number>;
  /** Those of them that matter to texts that pass no reserved test. */
  readonly liveForAnyone: ReadonlySet<number>;
  readonly next: Map<number, GlobState>;
}

const STRIDE = 2 ** 20;
const COLON = 0x3a;
const OTHER = -1;

/**
 * The patterns of all tests on one key as one automaton, built as far as it is walked. Positions
 * before the last `*` that was reached are dropped, as is every pattern whose tests are settled.
 */
export class GlobStates {
  readonly start: GlobState;
  readonly #globs: Glob[] = [];
  readonly #foldsCase: boolean[] = [];
  readonly #owners: bigint[] = [];
  readonly #states = new Map<string, GlobState>();
  #count = 0;
  readonly #budget: Budget;
  readonly #reserved: bigint;

  /** `reserved`: tests that only principals with a name may pass. */
  constructor(patterns: Iterable<OwnedPattern>, budget: Budget, reserved = 0n) {
    this.#budget = budget;
    this.#reserved = reserved;
    const known = new Map<string, number>();
    for (const { glob, foldsCase, test } of patterns) {
      const key = `${foldsCase}${glob.join()}`;
      const at = known.get(key) ?? this.#globs.length;
      if (at === this.#globs.length) {
        known.set(key, at);
        this.#globs.push(glob);
        this.#foldsCase.push(foldsCase);
      }
      this.#owners[at] = (this.#owners[at] ?? 0n) | (1n << BigInt(test));
    }
    const positions: number[] = [];
    let settled = 0n;
    for (const at of this.#globs.keys()) settled |= this.#enter(positions, at, 0);
    this.start = this.#state(positions, settled);
  }

  /** The state after one more character. */
  step(state: GlobState, char: number): GlobState {
    const key = state.live.has(char) ? char : OTHER;
    const known = state.next.get(key);
    if (known) return known;
    const positions: number[] = [];
    let settled = state.settled;
    for (const position of state.positions) {
      const at = Math.floor(position / STRIDE);
      const place = position % STRIDE;
      const wanted = this.#globs[at]?.[place];
      if (wanted === ANY_RUN || (wanted === ANY_RUN_IN_PART && char !== COLON)) {
        settled |= this.#enter(positions, at, place);
      } else if (
        wanted === ANY_ONE ||
        (wanted === ANY_ONE_IN_PART && char !== COLON) ||
        wanted === (this.#foldsCase[at] ? lower(char) : char)
      ) {
        settled |= this.#enter(positions, at, place + 1);
      }
    }
    const next = this.#state(positions, settled);
    state.next.set(key, next);
    return next;
  }

  /** The state after `text`. */
  walk(from: GlobState, text: string): GlobState {
    let state = from;
    for (let read = 0; read < text.length; ) {
      if (state.positions.length === 0) return state;
      const alone = this.#alone(state);
      if (alone) {
        const { at, glob } = alone;
        let { place } = alone;
        while (read < text.length && glob[place] === text.codePointAt(read)) {
          read += width(glob[place++] ?? 0);
        }
        if (read < text.length && (glob[place] ?? 0) >= 0) return this.#state([], state.settled);
        const positions: number[] = [];
        state = this.#state(positions, state.settled | this.#enter(positions, at, place));
      } else {
        const char = text.codePointAt(read) ?? 0;
        state = this.step(state, char);
        read += width(char);
      }
    }
    return state;
  }

  /** The only text on from here that can still settle anything, up to the next wildcard. */
  run(state: GlobState): string {
    const alone = this.#alone(state);
    if (!alone) return '';
    const { glob, place } = alone;
    let end = place;
    while ((glob[end] ?? -1) >= 0) end++;
    return String.fromCodePoint(...glob.slice(place, end));
  }

  /** The one place of the one pattern that is left, when a character stands there. */
  #alone({ positions }: GlobState) {
    const [position] = positions;
    if (position === undefined || positions.length > 1) return undefined;
    const at = Math.floor(position / STRIDE);
    const glob = this.#globs[at] ?? [];
    const place = position % STRIDE;
    if ((glob[place] ?? -1) < 0 || this.#foldsCase[at]) return undefined;
    return { at, glob, place };
  }

  /** Adds a place and those reached from it without a character; answers the tests then settled. */
  #enter(positions: number[], at: number, place: number): bigint {
    const glob = this.#globs[at] ?? [];
    let end = place;
    for (; glob[end] === ANY_RUN || glob[end] === ANY_RUN_IN_PART; end++) {
      if (glob[end] === ANY_RUN && end === glob.length - 1) return this.#owners[at] ?? 0n;
      positions.push(at * STRIDE + end);
    }
    positions.push(at * STRIDE + end);
    return 0n;
  }

  #state(reached: number[], settled: bigint): GlobState {
    const positions = this.#needed(reached, settled);
    const key = `${positions.join()}|${settled}`;
    const known = this.#states.get(key);
    if (known) return known;
    this.#budget.spend(1 + (reached.length >> 4));
    const live = new Set<number>();
    const liveForAnyone = new Set<number>();
    let accepted = settled;
    for (const position of positions) {
      const at = Math.floor(position / STRIDE);
      const wanted = this.#globs[at]?.[position % STRIDE];
      const owners = this.#owners[at] ?? 0n;
      if (wanted === undefined) accepted |= owners;
      if (wanted === undefined || wanted === ANY_RUN || wanted === ANY_ONE) continue;
      const char = wanted >= 0 ? wanted : COLON;
      const chars = this.#foldsCase[at] ? [char, upper(char)] : [char];
      for (const each of chars) {
        live.add(each);
        if ((owners & this.#reserved) === 0n) liveForAnyone.add(each);
      }
    }
    const id = this.#count++;
    const state = { id, positions, settled, accepted, live, liveForAnyone, next: new Map() };
    this.#states.set(key, state);
    return state;
  }

  #needed(reached: number[], settled: bigint): number[] {
    const ascending = reached.length > 1 ? reached.sort((a, b) => a - b) : reached;
    const kept: number[] = [];
    let pattern = -1;
    let unsettled = false;
    for (const position of ascending) {
      const at = Math.floor(position / STRIDE);
      if (at !== pattern) {
        pattern = at;
        unsettled = ((this.#owners[at] ?? 0n) & ~settled) !== 0n;
      }
      if (!unsettled || position === kept.at(-1)) continue;
      const wanted = this.#globs[at]?.[position % STRIDE];
      if (wanted === ANY_RUN || wanted === ANY_RUN_IN_PART) {
        while (kept.length > 0 && (kept.at(-1) ?? 0) >= at * STRIDE) kept.pop();
      }
      kept.push(position);
    }
    return kept;
  }
}

const width = (char: number): number => (char > 0xffff ? 2 : 1);
const lower = (char: number): number => (char >= 0x41 && char <= 0x5a ? char + 0x20 : char);
const upper = (char: number): number => (char >= 0x61 && char <= 0x7a ? char - 0x20 : char);
