import type { Context } from '../context.ts';
import type { PolicyDocument } from '../document.ts';
import type { Budget } from './budget.ts';
import type { Caller } from './callers.ts';
import type { Examples } from './free-keys.ts';
import { accountsApart, partitionsApart } from './places.ts';
import { Space, type Surroundings, type Target } from './space.ts';
import type { Test } from './tests.ts';
import { variableValues } from './variable-examples.ts';
import { usesVariables, Vocabulary } from './vocabulary.ts';

export interface UniverseOptions {
  readonly policies: readonly PolicyDocument[];
  readonly budget: Budget;
  readonly examples: Examples;
  readonly fixed: ReadonlyMap<string, string | undefined>;
  readonly resourceAccount?: string;
  /** Tests beside those of the policies. */
  readonly tests: readonly Test[];
  /** Tests that only named callers may pass. */
  readonly reserved: readonly Test[];
}

/** Two values stand for a key whose value is not known: core calls a variable of it unknown. */
const NOT_KNOWN = ['', ''];

class KnownKeys extends Map<string, readonly string[]> {
  override get(key: string): readonly string[] | undefined {
    return this.has(key) ? super.get(key) : NOT_KNOWN;
  }
}

/** All requests that a question is about, cut into spaces by caller and target. */
export class Universe {
  readonly #options: UniverseOptions;
  readonly #variables: boolean;
  readonly #signatures = new Map<Caller, string>();
  readonly #spaces = new Map<Caller, Map<Target, Space>>();
  #shared: Surroundings | undefined;

  constructor(options: UniverseOptions) {
    this.#options = options;
    this.#variables = usesVariables(options.policies);
  }

  /** What the policies ask. Policy variables of the caller are resolved as far as they are known. */
  around(caller?: Caller): Surroundings {
    if (!this.#variables && this.#shared) return this.#shared;
    const { policies, tests, reserved, budget, examples, fixed, resourceAccount } = this.#options;
    const known = new KnownKeys();
    for (const [key, value] of [...fixed, ...(caller?.fixed ?? [])]) {
      known.set(key, value === undefined ? [] : [value]);
    }
    const context: Context = known;
    const surroundings: Surroundings = {
      vocabulary: new Vocabulary(policies, context, { tests, reserved }, budget),
      examples: (key) => [...examples(key), ...variableValues(policies, key)],
      fixed,
      ...(resourceAccount === undefined ? {} : { resourceAccount }),
      reserved,
      free: new Map(),
      shaped: new Map(),
      masks: new Map(),
    };
    this.#shared ??= surroundings;
    return surroundings;
  }

  *spaces(callers: Iterable<Caller>, targets: readonly Target[]): Generator<Space> {
    for (const caller of callers) {
      let known = this.#spaces.get(caller);
      if (!known) {
        known = new Map();
        this.#spaces.set(caller, known);
      }
      for (const target of targets) {
        const space = known.get(target) ?? new Space(caller, target, this.around(caller));
        known.set(target, space);
        yield space;
      }
    }
  }

  /** The first of all callers that no test tells apart. */
  *distinct(callers: Iterable<Caller>): Generator<Caller> {
    const seen = new Set<string>();
    for (const caller of callers) {
      const key = this.signature(caller);
      if (seen.has(key)) continue;
      seen.add(key);
      yield caller;
    }
  }

  /** The same for callers that no test tells apart, whatever their sessions are called. */
  signature(caller: Caller): string {
    let signature = this.#signatures.get(caller);
    if (signature === undefined) {
      signature = this.#signatureOf(caller);
      this.#signatures.set(caller, signature);
    }
    return signature;
  }

  #signatureOf({ kind, account, fixed, texts }: Caller): string {
    const { vocabulary } = this.around();
    const parts: (string | number | undefined)[] = [kind, account];
    for (const [key, value] of fixed) {
      if (this.#variables) parts.push(value);
      if (value === undefined || vocabulary.testsOn(key).length === 0) continue;
      const automaton = vocabulary.automaton(key);
      parts.push(String(automaton.walk(automaton.start, value).accepted));
    }
    for (const { name, anyone, keys, shapes } of texts) {
      const [key, first] = [keys[0], shapes[0]?.[0]];
      if (anyone || key === undefined || !first || !('text' in first)) parts.push(name);
      else {
        const automaton = vocabulary.automaton(key);
        parts.push(automaton.walk(automaton.start, first.text).id, shapes[0]?.length);
      }
    }
    return parts.join('|');
  }

  /** One partition for each way in which the policies can tell partitions apart. */
  partitions(): readonly string[] {
    return partitionsApart(this.#options.policies, this.around().vocabulary);
  }

  /** One account for each way in which they can tell accounts apart; each of `apart` on its own. */
  accounts(partition: string, apart: readonly string[]): readonly string[] {
    return accountsApart(partition, apart, this.#options.policies, this.around().vocabulary);
  }
}
