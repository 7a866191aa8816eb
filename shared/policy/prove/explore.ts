import type { Budget } from './budget.ts';
import type { GlobState, GlobStates } from './glob-states.ts';

/** Characters that a stretch of text may have; the samples are tried first when any will do. */
export interface CharacterClass {
  has(char: number): boolean;
  readonly samples: string;
}

/** A stretch of the texts under study, and which of them it is a part of. */
export type Segment = { readonly feeds: readonly number[] } & (
  | { readonly text: string }
  | {
      readonly of: CharacterClass;
      readonly least: number;
      /** Absent: any number of characters from `least` on. */
      readonly lengths?: ReadonlySet<number>;
    }
);

/** One way in which the texts can be made: segments one after the other. */
export type Shape = readonly Segment[];

/** Texts that stand for all those that the same tests accept. */
export interface TextClass {
  readonly texts: readonly string[];
  /** For each text, the tests of its key that accept it. */
  readonly accepted: readonly bigint[];
}

/** What was found. When it is not complete, there may be texts like none of these. */
export interface Exploration {
  readonly classes: readonly TextClass[];
  readonly complete: boolean;
}

/** After so many steps a search stops, and the question goes on with what was found. */
const STEPS = 10_000;

interface Node {
  readonly segment: number;
  readonly count: number;
  readonly states: readonly GlobState[];
  readonly parent: Node | undefined;
  /** What was read on the way here from the parent, and into which texts. */
  readonly read: string;
  readonly feeds: readonly number[];
}

/**
 * Every combination of tests that texts of one of the shapes can pass, each with a shortest
 * example: breadth-first search over the product of the shape and the automata.
 * With `byState`, texts count as alike only if they stay so whatever follows them. With `anyone`,
 * texts that pass a reserved test need not be found.
 */
export function explore(
  shapes: readonly Shape[],
  automata: readonly GlobStates[],
  budget: Budget,
  { byState = false, anyone = false } = {},
): Exploration {
  const found = new Map<string, TextClass>();
  const limit = budget.steps + STEPS;
  for (const shape of shapes) {
    const seen = new Set<string>();
    const queue: Node[] = [];
    const visit = (node: Node): void => {
      const key = `${node.segment}:${node.count}:${node.states.map(({ id }) => id).join()}`;
      if (seen.has(key)) return;
      seen.add(key);
      budget.spend();
      queue.push(node);
    };
    const states = automata.map(({ start }) => start);
    visit({ segment: 0, count: 0, states, parent: undefined, read: '', feeds: [] });
    for (const node of queue) {
      if (budget.steps > limit) return { classes: [...found.values()], complete: false };
      const segment = shape[node.segment];
      if (!segment) {
        const accepted = node.states.map((state) => state.accepted);
        const key = byState ? node.states.map(({ id }) => id).join() : accepted.join();
        if (!found.has(key)) found.set(key, { texts: textsOf(node), accepted });
      } else if ('text' in segment) {
        visit(after(node, segment, segment.text, node.segment + 1, 0, automata));
      } else {
        const { least, lengths } = segment;
        if (lengths ? lengths.has(node.count) : node.count >= least) {
          visit({ ...node, segment: node.segment + 1, count: 0, parent: node, read: '' });
        }
        const longest = lengths ? Math.max(...lengths) : Number.POSITIVE_INFINITY;
        if (node.count >= longest) continue;
        const count = lengths ? node.count + 1 : Math.min(node.count + 1, least);
        const jump = runOf(node, segment, automata);
        for (const char of alphabet(node, segment, anyone)) {
          if (jump.length > 1 && jump.startsWith(char)) {
            const landed = node.count + jump.length;
            visit(after(node, segment, jump, node.segment, landed, automata));
          } else {
            visit(after(node, segment, char, node.segment, count, automata));
          }
        }
      }
    }
  }
  return { classes: [...found.values()], complete: true };
}

/**
 * The only text on from here that matters, as far as the segment cannot end on the way. Leaving it
 * half-way leads where leaving it at once does.
 */
function runOf(
  { states, count }: Node,
  { feeds, of, least, lengths }: Exclude<Segment, { text: string }>,
  automata: readonly GlobStates[],
): string {
  const [track] = feeds;
  const state = track === undefined ? undefined : states[track];
  if (!state || feeds.length > 1 || track === undefined) return '';
  const ends = lengths ? [...lengths].filter((length) => length > count) : [least];
  const room = Math.min(...ends) - count;
  if (room < 2) return '';
  const run = automata[track]?.run(state) ?? '';
  let length = 0;
  while (length < room && length < run.length && of.has(run.charCodeAt(length))) length++;
  return run.slice(0, length);
}

function after(
  node: Node,
  { feeds }: Segment,
  read: string,
  segment: number,
  count: number,
  automata: readonly GlobStates[],
): Node {
  const states = node.states.map((state, track) =>
    feeds.includes(track) ? (automata[track]?.walk(state, read) ?? state) : state,
  );
  return { segment, count, states, parent: node, read, feeds };
}

/** The characters that matter here, and one that stands for all others. */
function* alphabet(
  { states }: Node,
  { feeds, of }: Exclude<Segment, { text: string }>,
  anyone: boolean,
): Generator<string> {
  const live = new Set<number>();
  const matters = new Set<number>();
  for (const track of feeds) {
    const state = states[track];
    for (const char of state?.live ?? []) live.add(char);
    for (const char of (anyone ? state?.liveForAnyone : state?.live) ?? []) matters.add(char);
  }
  const other = otherThan(live, of);
  if (other !== undefined) yield String.fromCodePoint(other);
  for (const char of other === undefined ? live : matters) {
    if (of.has(char)) yield String.fromCodePoint(char);
  }
}

function otherThan(live: ReadonlySet<number>, of: CharacterClass): number | undefined {
  const isOther = (char: number): boolean => !live.has(char) && of.has(char);
  for (const sample of of.samples) {
    const char = sample.codePointAt(0) ?? 0;
    if (isOther(char)) return char;
  }
  for (let char = 0x20; char < 0x3000; char++) if (isOther(char)) return char;
  return undefined;
}

function textsOf(end: Node): string[] {
  const pieces: string[][] = end.states.map(() => []);
  for (let node: Node | undefined = end; node; node = node.parent) {
    for (const track of node.read === '' ? [] : node.feeds) pieces[track]?.push(node.read);
  }
  return pieces.map((piece) => piece.reverse().join(''));
}
