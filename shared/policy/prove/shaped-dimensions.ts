import type { ActionSet } from './actions.ts';
import type { CallerTexts } from './callers.ts';
import { type Atom, atomsOf, type Dimension } from './dimension.ts';
import { explore } from './explore.ts';
import { distinct } from './free-keys.ts';
import { ACTION_KEY, RESOURCE_KEY } from './request-keys.ts';
import type { Surroundings, Target } from './space.ts';
import type { Vocabulary } from './vocabulary.ts';

export const actionDimension = ({ actions, isNamed }: ActionSet): Dimension => ({
  keys: [ACTION_KEY],
  exclusive: actions.map((action, at) => ({
    values: [action],
    accepted: [0n],
    ...(isNamed(at) ? {} : { unnamed: true }),
  })),
  members: [],
});

export function constant(
  key: string,
  value: string | undefined,
  vocabulary: Vocabulary,
): Dimension {
  const automaton = vocabulary.automaton(key);
  const accepted = value === undefined ? 0n : automaton.walk(automaton.start, value).accepted;
  return { keys: [key], exclusive: [{ values: [value], accepted: [accepted] }], members: [] };
}

export function resourceDimension({ shapes, examples }: Target, vocabulary: Vocabulary): Dimension {
  const automaton = vocabulary.automaton(RESOURCE_KEY);
  const known = examples.map((example) => ({
    values: [example],
    accepted: [automaton.walk(automaton.start, example).accepted],
  }));
  const found = explore(shapes, [automaton], vocabulary.budget);
  const all = [...known, ...atomsOf(found, 1)];
  return { keys: [RESOURCE_KEY], exclusive: distinct(all), members: [] };
}

export function remembered(
  name: string,
  known: Map<string, Dimension>,
  make: () => Dimension,
): Dimension {
  const dimension = known.get(name) ?? make();
  known.set(name, dimension);
  return dimension;
}

export function callerDimension(
  { keys, shapes, examples, anyone }: CallerTexts,
  { vocabulary, reserved }: Surroundings,
): Dimension {
  const automata = keys.map((key) => vocabulary.automaton(key));
  const known = examples.map((values) => ({
    values,
    accepted: automata.map((each, at) => each.walk(each.start, values[at] ?? '').accepted),
  }));
  const found = explore(shapes, automata, vocabulary.budget, { anyone });
  const all = [...known, ...atomsOf(found, keys.length)];
  const isReserved = ({ accepted }: Atom): boolean =>
    reserved.some((test) => {
      const slot = keys.indexOf(test.key);
      return slot >= 0 && ((accepted[slot] ?? 0n) & vocabulary.bit(test)) !== 0n;
    });
  const free = distinct(all).filter((atom) => !anyone || !isReserved(atom));
  return { keys, exclusive: free, members: [] };
}
