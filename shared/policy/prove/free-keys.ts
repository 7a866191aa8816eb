import { type OperatorFamily, operatorNamed } from '../operators.ts';
import { anyCharacter } from './characters.ts';
import { type Atom, atomsOf, type Dimension } from './dimension.ts';
import { explore, type Shape } from './explore.ts';
import { sampleValues } from './sample-values.ts';
import type { Vocabulary } from './vocabulary.ts';

/** Good example values of a key; `undefined` among them: better no value than any other. */
export type Examples = (key: string) => readonly string[];

const CLOCK = ['aws:currenttime', 'aws:epochtime'];

const TRUTHS: ReadonlySet<string> = new Set([
  'aws:securetransport',
  'aws:viaawsservice',
  'aws:multifactorauthpresent',
]);

/**
 * The global keys that can have several values; the others have one, whatever operator is used.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
const SEVERAL: ReadonlySet<string> = new Set([
  ...['aws:calledvia', 'aws:tagkeys', 'aws:principalservicenameslist', 'aws:principalorgpaths'],
  ...['aws:resourceorgpaths', 'aws:sourceorgpaths', 'aws:vpceorgpaths'],
]);

/** Keys that nearly every request has, so examples have them. */
const USUAL: ReadonlySet<string> = new Set([
  ...['aws:securetransport', 'aws:sourceip', 'aws:resourceaccount', 's3:resourceaccount'],
  ...['aws:requestedregion', ...CLOCK],
]);

/** The keys that share one value with `key`. */
export const keysBeside = (key: string): readonly string[] => (CLOCK.includes(key) ? CLOCK : [key]);

const ANYTHING: Shape = [{ feeds: [0], of: anyCharacter, least: 1 }];

/** All values that a key may have which does not follow from the caller. */
export function freeDimension(key: string, vocabulary: Vocabulary, examples: Examples): Dimension {
  const keys = keysBeside(key);
  const values = CLOCK.includes(key) ? instants(vocabulary) : valuesOf(key, vocabulary, examples);
  const conditions = keys.flatMap((each) => conditionsOn(each, vocabulary));
  const canBeSeveral = !key.startsWith('aws:') || SEVERAL.has(key);
  const several = canBeSeveral && conditions.some(({ set }) => set !== undefined);
  const missing = { values: keys.map(() => undefined), accepted: keys.map(() => 0n) };
  const blank = { values: [''], accepted: [vocabulary.automaton(key).start.accepted] };
  const textual = familiesOf(key, vocabulary).some(comparesText) && !TRUTHS.has(key);
  const blanks: readonly Atom[] = keys.length === 1 && textual ? [blank] : [];
  const present = several ? blanks : [...values, ...blanks];
  return {
    keys,
    exclusive: USUAL.has(key) ? [...present, missing] : [missing, ...present],
    members: several ? [...values, ...blanks] : [],
  };
}

const conditionsOn = (key: string, vocabulary: Vocabulary) =>
  vocabulary.testsOn(key).flatMap(({ condition }) => condition ?? []);

const comparesText = (family: OperatorFamily): boolean =>
  family === 'arn' || family.startsWith('string');

/** The families of the operators used on a key; for tests that are no conditions, text. */
function familiesOf(key: string, vocabulary: Vocabulary): readonly OperatorFamily[] {
  const families = vocabulary
    .testsOn(key)
    .map(({ condition }) =>
      condition ? (operatorNamed(condition.operator)?.family ?? 'null') : 'string',
    );
  return [...new Set(families)].filter((family) => family !== 'null');
}

function writtenFor(key: string, family: OperatorFamily, vocabulary: Vocabulary): string[] {
  return conditionsOn(key, vocabulary)
    .filter(({ operator }) => operatorNamed(operator)?.family === family)
    .flatMap(({ values }) => values);
}

function valuesOf(key: string, vocabulary: Vocabulary, examples: Examples): readonly Atom[] {
  const automaton = vocabulary.automaton(key);
  const atom = (value: string): Atom => ({
    values: [value],
    accepted: [automaton.walk(automaton.start, value).accepted],
  });
  if (TRUTHS.has(key)) return ['true', 'false'].map(atom);
  const families = familiesOf(key, vocabulary);
  const typed = families.filter((family) => !comparesText(family));
  const samples = typed.map((family) => sampleValues(family, writtenFor(key, family, vocabulary)));
  const known = samples.flatMap((values) => values ?? []);
  const text = families.length === 0 || families.some(comparesText);
  const found = text ? atomsOf(explore([ANYTHING], [automaton], vocabulary.budget), 1) : [];
  const complete =
    !samples.includes(undefined) && (typed.length <= (text ? 0 : 1) || typed.join() === 'bool');
  const all = [...(text ? examples(key) : []).map(atom), ...known.map(atom), ...found];
  const atoms = text && typed.length === 0 ? distinct(all) : all;
  return complete ? atoms : [...atoms, { values: [undefined], accepted: [0n], unnamed: true }];
}

/** One atom for each combination of accepted texts: the first. */
export function distinct(atoms: readonly Atom[]): readonly Atom[] {
  const seen = new Set<string>();
  return atoms.filter(({ accepted, unnamed }) => {
    const key = unnamed ? 'unnamed' : accepted.join();
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** Points in time, as a date and as seconds since 1970. */
function instants(vocabulary: Vocabulary): readonly Atom[] {
  const families = CLOCK.flatMap((key) => familiesOf(key, vocabulary));
  const seconds = CLOCK.flatMap((key) => [
    ...writtenFor(key, 'date', vocabulary),
    ...writtenFor(key, 'numeric', vocabulary).map((text) =>
      /^\d+$/.test(text) ? text.padStart(5, '0') : text,
    ),
  ]);
  const atoms = (sampleValues('date', seconds) ?? []).map((date): Atom => {
    const values = [date, String(Date.parse(date) / 1000)];
    const accepted = CLOCK.map((key, at) => {
      const automaton = vocabulary.automaton(key);
      return automaton.walk(automaton.start, values[at] ?? '').accepted;
    });
    return { values, accepted };
  });
  const complete =
    families.every((family) => family === 'date' || family === 'numeric') &&
    seconds.every((text) => /^\d{5,12}$/.test(text) || /^\d{4}-\d\d-\d\d/.test(text));
  const open: Atom = { values: [undefined, undefined], accepted: [0n, 0n], unnamed: true };
  return complete ? atoms : [...atoms, open];
}
