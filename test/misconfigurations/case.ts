import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { Verdict } from '#shared/rules/rule.ts';

/** One change of a seeded world. A path names members from the outside in: `/buckets/storage/versioning`. */
export type Operation =
  | { readonly set: string; readonly to: unknown }
  | { readonly add: string; readonly value: unknown }
  | { readonly remove: string };

/** One labelled misconfiguration. */
export interface Misconfiguration {
  /** What is wrong, as a sentence. */
  readonly name: string;
  /** The seeded world in `worlds.json` unless its rule's kind has only one. */
  readonly world?: string;
  /** The account that it is seeded in, with settings of its own: `main` unless given. */
  readonly account?: AccountName;
  /** What is judged, where it is not what the rule usually judges: `bucket.destination`. */
  readonly resource?: string;
  readonly change: readonly Operation[];
  readonly verdict: Exclude<Verdict, 'COMPLIANT' | 'NOT_APPLICABLE'>;
  /** A part of the reason. */
  readonly because: string;
  /** The page that says so. */
  readonly source: string;
  /** The compliant twin: what looks alike and is right. */
  readonly twin: readonly Operation[];
}

export const accountNames = ['main', 'strict', 'administrators', 'foreign'] as const;
export type AccountName = (typeof accountNames)[number];

export interface LabelledCase extends Misconfiguration {
  readonly rule: string;
  /** Two worlds are seeded for it: `…x` with the change, `…o` the twin. */
  readonly id: string;
}

const folder = new URL('../cases/misconfigurations/', import.meta.url);
const read = (file: string): unknown => JSON.parse(readFileSync(new URL(file, folder), 'utf8'));

/** The seeded worlds, by name, as nothing is wrong in them. */
export const worlds = read('worlds.json') as Readonly<Record<string, object>>;

/** All cases, by the rule that their file is named after. */
export const cases: readonly LabelledCase[] = readdirSync(folder)
  .filter((file) => file !== 'worlds.json')
  .sort()
  .flatMap((file) => {
    const rule = basename(file, '.json');
    const initials = rule.replaceAll(/(\w)\w*-?/g, '$1');
    return (read(file) as readonly Misconfiguration[]).map((each, index) => ({
      ...each,
      rule,
      id: `${initials}${index + 1}`,
    }));
  });

type Members = Record<string, unknown>;

/** @throws Error when the path leads nowhere: a change that changes nothing would prove nothing. */
export function changed<World extends object>(
  world: World,
  operations: readonly Operation[],
): World {
  const copy = structuredClone(world);
  for (const operation of operations) {
    const path =
      'set' in operation ? operation.set : 'add' in operation ? operation.add : operation.remove;
    const names = path.split('/').slice(1);
    const last = names.pop() ?? '';
    const at = names.reduce<unknown>((value, name) => (value as Members | undefined)?.[name], copy);
    if (typeof at !== 'object' || at === null) throw new Error(`there is no ${path}`);
    const members = at as Members;
    if ('set' in operation) members[last] = operation.to;
    else if ('add' in operation) {
      const list = members[last];
      if (!Array.isArray(list)) throw new Error(`${path} is no list`);
      list.push(operation.value);
    } else {
      if (!(last in members)) throw new Error(`there is no ${path}`);
      if (Array.isArray(members)) members.splice(Number(last), 1);
      else delete members[last];
    }
  }
  return copy;
}
