import { type Outcome, unknown } from '../conditions/outcome.ts';
import type { PrincipalElement, Statement } from '../document.ts';
import type { Principal, Request } from '../request.ts';
import { ACTION, type ActionSet } from './actions.ts';
import type { Caller, CallerTexts } from './callers.ts';
import { type Atom, type Dimension, everyBit, type Literal, literal } from './dimension.ts';
import { explore, type Shape } from './explore.ts';
import type { Claim } from './formula.ts';
import { distinct, type Examples, freeDimension } from './free-keys.ts';
import { everything, type Regions } from './search.ts';
import type { Test } from './tests.ts';
import type { PrincipalTests, Vocabulary } from './vocabulary.ts';

/** One kind of resource with the actions that work on it. */
export interface Target {
  readonly name: string;
  readonly actions: ActionSet;
  readonly shapes: readonly Shape[];
  readonly examples: readonly string[];
}

/** What fixes the requests under study beside the caller and the target. */
export interface Surroundings {
  readonly vocabulary: Vocabulary;
  readonly examples: Examples;
  /** Keys with one value only, for example the resource's account. */
  readonly fixed: ReadonlyMap<string, string | undefined>;
  readonly resourceAccount?: string;
  /** Tests that no unnamed caller passes. */
  readonly reserved: readonly Test[];
  /** Dimensions by key that do not depend on the caller, built once. */
  readonly free: Map<string, Dimension>;
  /** Dimensions by the name of a target or of a caller's texts, built once. */
  readonly shaped: Map<string, Dimension>;
}

const RESOURCE = 1;

/** All requests of one kind of caller on one kind of resource. */
export class Space {
  readonly caller: Caller;
  /** Whether anything asked so far is neither true nor false for some request. */
  doubtful = false;
  readonly start: Regions;
  /** The order in which good examples matter: action, resource, caller, then the rest. */
  readonly order: readonly number[];
  readonly #target: Target;
  readonly #around: Surroundings;
  readonly #dimensions: readonly Dimension[];
  readonly #places = new Map<string, { readonly at: number; readonly slot: number }>();
  readonly #literals = new Map<Test, Literal>();

  constructor(caller: Caller, target: Target, around: Surroundings) {
    this.caller = caller;
    this.#target = target;
    this.#around = around;
    const { vocabulary } = around;
    const dimensions: Dimension[] = [
      one('#action', target.actions.actions),
      remembered(target.name, around.shaped, () => resourceDimension(target, vocabulary)),
      ...caller.texts.map((texts) => remembered(texts.name, around.shaped, () => callerDimension(texts, around))),
    ];
    const place = (): void => {
      const at = dimensions.length - 1;
      for (const [slot, key] of (dimensions[at]?.keys ?? []).entries()) {
        this.#places.set(key, { at, slot });
      }
    };
    for (const [at, { keys }] of dimensions.entries()) {
      for (const [slot, key] of keys.entries()) this.#places.set(key, { at, slot });
    }
    for (const key of vocabulary.keys) {
      if (this.#places.has(key)) continue;
      const fixed = caller.fixed.has(key) ? caller.fixed : around.fixed;
      dimensions.push(
        fixed.has(key)
          ? constant(key, fixed.get(key), vocabulary)
          : (around.free.get(key) ?? freeDimension(key, vocabulary, around.examples)),
      );
      const added = dimensions.at(-1);
      if (added && !fixed.has(key)) around.free.set(key, added);
      place();
    }
    this.#dimensions = dimensions;
    this.order = dimensions.map((_, at) => at);
    this.start = everything(dimensions);
  }

  /** The statement's claim about a request of this space. */
  statement(statement: Statement): Claim {
    const tests = this.#around.vocabulary.statements.get(statement);
    const { action, resource, principal } = statement;
    const { actions: known } = this.#target;
    const actions: Claim = { literal: known.literal(known.matching(action.patterns)) };
    const parts: Claim[] = [
      action.negated ? { not: actions } : actions,
      ...(tests?.conditions ?? []).map((test) => this.claim(test)),
    ];
    if (tests?.resource) {
      const resources = this.claim(tests.resource);
      parts.push(resource?.negated ? { not: resources } : resources);
    }
    if (principal && tests?.principal) {
      const caller = this.#principal(principal, statement.effect, tests.principal);
      this.doubtful ||= holdsOpen(caller);
      parts.push(caller);
    }
    return { all: parts };
  }

  /** The space cut by action, resource and caller, in this order; everything else stays free. */
  *slices(actions: bigint, regions = this.start, at = ACTION): Generator<Regions> {
    if (at > RESOURCE + this.caller.texts.length) {
      yield regions;
      return;
    }
    const mask = (regions[at]?.exclusive ?? 0n) & (at === ACTION ? actions : -1n);
    for (let bit = 1n; bit <= mask; bit <<= 1n) {
      if ((mask & bit) === 0n) continue;
      const piece = regions.with(at, { exclusive: bit, members: 0n, needs: [] });
      yield* this.slices(actions, piece, at + 1);
    }
  }

  get target(): Target {
    return this.#target;
  }

  claim(test: Test): Claim {
    let found = this.#literals.get(test);
    if (!found) {
      found = this.#literal(test);
      this.doubtful ||= isDoubtful(found, this.#dimensions[found.dimension]);
      this.#literals.set(test, found);
    }
    return { literal: found };
  }

  #literal(test: Test): Literal {
    const { at, slot } = this.#places.get(test.key) ?? { at: RESOURCE, slot: 0 };
    const dimension = this.#dimensions[at];
    if (!dimension) throw new RangeError(`no dimension for ${test.key}`);
    const bit = this.#around.vocabulary.bit(test);
    const set = test.condition?.set;
    const over = set === 'ForAllValues' ? 'all' : set === 'ForAnyValue' ? 'any' : 'plain';
    const accepts = ({ accepted }: Atom): boolean => ((accepted[slot] ?? 0n) & bit) !== 0n;
    const open = (atom: Atom, judge: (value: string | undefined) => Outcome): Outcome =>
      atom.unnamed && !/^null$/i.test(test.condition?.operator ?? '')
        ? unknown(`the values of ${test.key}`)
        : judge(atom.unnamed ? 'x' : atom.values[slot]);
    return literal(
      dimension,
      at,
      over,
      (atom) => open(atom, (value) => test.judge(value, accepts(atom))),
      (atom) => open(atom, (value) => test.judgeMember(value ?? '', accepts(atom))),
    );
  }

  #principal(element: PrincipalElement, effect: Statement['effect'], tests: PrincipalTests): Claim {
    const { kind, account, partition } = this.caller;
    const rootArn = `arn:${partition}:iam::${account}:root`;
    const account_ = element.aws.some((entry) => entry === account || entry === rootArn);
    if (element.negated) return this.#exempts(element, effect, tests, account_);
    if (element.everyone) return true;
    const everybody = element.aws.includes('*');
    const provider = element.federated.length > 0 ? this.claim(tests.providers) : false;
    if (kind === 'service') {
      const open = element.service.includes('*') || everybody;
      return { any: [this.claim(tests.services), provider, open ? 'open' : false] };
    }
    if (kind === 'anonymous') {
      return { any: [provider, everybody && (effect === 'Deny' ? 'open' : true)] };
    }
    const canonical: Claim = element.canonicalUser.length > 0 ? 'open' : false;
    if (everybody || account_) return true;
    if (kind === 'root') return { any: [provider, canonical] };
    if (kind === 'federated') {
      const user = element.aws.some((entry) => entry.startsWith('AIDA'));
      return { any: [this.claim(tests.arns), provider, canonical, user ? 'open' : false] };
    }
    const sessions = tests.sessions
      .filter(({ prefix }) => kind === 'role' && prefix === `arn:${partition}:sts::${account}:`)
      .map(({ role, session }): Claim => ({ all: [this.claim(role), this.claim(session)] }));
    const ids = this.claim(tests.uniqueIds);
    return { any: [this.claim(tests.arns), ids, provider, canonical, ...sessions] };
  }

  /** `NotPrincipal`, as `decide` takes it. */
  #exempts(
    element: PrincipalElement,
    effect: Statement['effect'],
    tests: PrincipalTests,
    account: boolean,
  ): Claim {
    const { kind } = this.caller;
    if (effect === 'Allow' || element.everyone || element.aws.includes('*')) return 'open';
    if (element.canonicalUser.length > 0) return 'open';
    if (kind === 'root') return !account;
    if (kind !== 'user') return 'open';
    const direct: Claim = { any: [this.claim(tests.arns), this.claim(tests.uniqueIds)] };
    return { any: [{ not: direct }, account ? false : 'open'] };
  }

  /** One request of the regions, made of their best examples. */
  request(regions: Regions): Request {
    const values = new Map<string, string | readonly string[]>();
    for (const [at, dimension] of this.#dimensions.entries()) {
      const chosen = choose(dimension, regions[at]);
      for (const [slot, key] of dimension.keys.entries()) {
        const several = chosen
          .map((atom) => atom.values[slot])
          .filter((value) => value !== undefined);
        const [first] = several;
        if (first === undefined) continue;
        values.set(key, several.length > 1 ? several : first);
      }
    }
    const { vocabulary, resourceAccount } = this.#around;
    const principal = this.#principalOf(values);
    const context: Record<string, string | readonly string[]> = {};
    for (const key of vocabulary.keys) {
      const value = values.get(key);
      if (value === undefined || this.caller.fixed.has(key) || DERIVED.has(key)) continue;
      for (const each of this.#dimensions[this.#places.get(key)?.at ?? ACTION]?.keys ?? []) {
        if (values.has(each) && !key.startsWith('#')) context[each] = values.get(each) ?? '';
      }
    }
    const account = resourceAccount ?? values.get('aws:resourceaccount');
    return {
      principal,
      action: text(values.get('#action')),
      resource: text(values.get('#resource')),
      ...(typeof account === 'string' ? { resourceAccount: account } : {}),
      context,
    };
  }

  #principalOf(values: ReadonlyMap<string, string | readonly string[]>): Principal {
    const { kind, account, fixed } = this.caller;
    const value = (key: string): string | undefined => {
      const chosen = values.get(key) ?? fixed.get(key);
      return typeof chosen === 'string' ? chosen : undefined;
    };
    const arnKey =
      kind === 'service'
        ? 'aws:principalservicename'
        : kind === 'federated'
          ? 'aws:federatedprovider'
          : 'aws:principalarn';
    const arn = value(arnKey);
    const userId = kind === 'anonymous' || kind === 'service' ? undefined : value('aws:userid');
    return {
      kind,
      ...(arn === undefined ? {} : { arn }),
      ...(userId === undefined ? {} : { userId }),
      ...(account === undefined ? {} : { account }),
    };
  }
}

const holdsOpen = (claim: Claim): boolean => {
  if (typeof claim !== 'object') return claim === 'open';
  if ('not' in claim) return holdsOpen(claim.not);
  return 'literal' in claim ? false : ('all' in claim ? claim.all : claim.any).some(holdsOpen);
};

function isDoubtful(found: Literal, dimension: Dimension | undefined): boolean {
  const { over, trueOn, falseOn, trueOnMembers, falseOnMembers } = found;
  const [values, members] = [dimension?.exclusive.length ?? 0, dimension?.members.length ?? 0];
  if ((trueOn | falseOn) !== everyBit(values)) return true;
  return members > 0 && (over === 'plain' || (trueOnMembers | falseOnMembers) !== everyBit(members));
}

/** Keys that `decide` takes from the principal and the resource's account. */
const DERIVED: ReadonlySet<string> = new Set([
  ...['aws:userid', 'aws:principaltype', 'aws:principalarn', 'aws:principalaccount'],
  ...['aws:username', 'aws:principalservicename', 'aws:principalisawsservice'],
  ...['kms:calleraccount', 'aws:resourceaccount'],
]);

const text = (value: string | readonly string[] | undefined): string =>
  typeof value === 'string' ? value : '';

const one = (key: string, values: readonly string[]): Dimension => ({
  keys: [key],
  exclusive: values.map((value) => ({ values: [value], accepted: [0n] })),
  members: [],
});

function constant(key: string, value: string | undefined, vocabulary: Vocabulary): Dimension {
  const automaton = vocabulary.automaton(key);
  const accepted = value === undefined ? 0n : automaton.walk(automaton.start, value).accepted;
  return { keys: [key], exclusive: [{ values: [value], accepted: [accepted] }], members: [] };
}

function resourceDimension({ shapes, examples }: Target, vocabulary: Vocabulary): Dimension {
  const automaton = vocabulary.automaton('#resource');
  const known = examples.map((example) => ({
    values: [example],
    accepted: [automaton.walk(automaton.start, example).accepted],
  }));
  const found = explore(shapes, [automaton], vocabulary.budget);
  const all = [...known, ...found.map(({ texts, accepted }) => ({ values: texts, accepted }))];
  return { keys: ['#resource'], exclusive: distinct(all), members: [] };
}

function remembered(name: string, known: Map<string, Dimension>, make: () => Dimension): Dimension {
  const dimension = known.get(name) ?? make();
  known.set(name, dimension);
  return dimension;
}

function callerDimension(
  { keys, shapes, examples, anyone }: CallerTexts,
  { vocabulary, reserved }: Surroundings,
): Dimension {
  const automata = keys.map((key) => vocabulary.automaton(key));
  const known = examples.map((values) => ({
    values,
    accepted: automata.map((each, at) => each.walk(each.start, values[at] ?? '').accepted),
  }));
  const found = explore(shapes, automata, vocabulary.budget);
  const all = [...known, ...found.map(({ texts, accepted }) => ({ values: texts, accepted }))];
  const isReserved = ({ accepted }: Atom): boolean =>
    reserved.some((test) => {
      const slot = keys.indexOf(test.key);
      return slot >= 0 && ((accepted[slot] ?? 0n) & vocabulary.bit(test)) !== 0n;
    });
  const free = distinct(all).filter((atom) => !anyone || !isReserved(atom));
  return { keys, exclusive: free, members: [] };
}

/** The first exclusive atom, else few members that meet every need. */
function choose(dimension: Dimension, region: Regions[number] | undefined): readonly Atom[] {
  if (!region) return [];
  const { exclusive, members, needs } = region;
  const first = dimension.exclusive.find((_, at) => (exclusive >> BigInt(at)) & 1n);
  if (first) return [first];
  const chosen = new Set<number>();
  for (const need of needs) {
    const able = (at: number): boolean => (((need & members) >> BigInt(at)) & 1n) === 1n;
    if ([...chosen].some(able)) continue;
    chosen.add(dimension.members.findIndex((_, at) => able(at)));
  }
  return [...chosen].flatMap((at) => dimension.members[at] ?? []);
}
