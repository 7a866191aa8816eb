import type { Fact } from '#shared/connect/fact.ts';
import { attempt } from './ask-connect.ts';

/** Looks things up once more only where that is wanted, and remembers what failed. */
export interface LookUp {
  /** Names of what failed in a way that may pass. */
  readonly failed: readonly string[];
  /** @param before what was known of it: taken, unless it is to be looked up anew or was unreadable */
  one<T>(
    name: string,
    before: Fact<T> | undefined,
    action: string,
    read: () => Promise<Fact<T>>,
  ): Promise<Fact<T>>;
  all<T>(
    names: Iterable<string>,
    before: Readonly<Record<string, Fact<T>>> | undefined,
    action: string,
    read: (name: string) => Promise<Fact<T>>,
  ): Promise<Readonly<Record<string, Fact<T>>>>;
}

/** @param anew names that are looked up although they are known */
export function lookUp(anew: readonly string[]): LookUp {
  const failed: string[] = [];
  const one: LookUp['one'] = async (name, before, action, read) => {
    if (before && before.state !== 'unreadable' && !anew.includes(name)) return before;
    const answer = await attempt(action, read);
    if (answer.failed !== undefined) failed.push(name);
    return answer.fact;
  };
  return {
    failed,
    one,
    async all<T>(
      names: Iterable<string>,
      before: Readonly<Record<string, Fact<T>>> | undefined,
      action: string,
      read: (name: string) => Promise<Fact<T>>,
    ) {
      const found: [string, Fact<T>][] = [];
      for (const name of [...new Set(names)].toSorted()) {
        const known = before && Object.hasOwn(before, name) ? before[name] : undefined;
        found.push([name, await one(name, known, action, () => read(name))]);
      }
      return Object.fromEntries(found);
    },
  };
}
