import type { Statement } from '../document.ts';
import type { Request } from '../request.ts';
import { ACTION, type ActionSet } from './actions.ts';
import type { Caller } from './callers.ts';
import type { Dimension } from './dimension.ts';
import type { Shape } from './explore.ts';
import type { Claim } from './formula.ts';
import { type Examples, freeDimension } from './free-keys.ts';
import { everyBit, type Masks, masksOf, overOf, type Quantifier } from './literal.ts';
import { principalClaim } from './principal-claim.ts';
import { RESOURCE_KEY } from './request-keys.ts';
import { everything, type Regions } from './search.ts';
import {
  actionDimension,
  callerDimension,
  constant,
  remembered,
  resourceDimension,
} from './shaped-dimensions.ts';
import type { Test } from './tests.ts';
import type { Vocabulary } from './vocabulary.ts';
import { requestOf } from './witness-request.ts';

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
  /** What tests make of dimensions that are shared. */
  readonly masks: Map<Dimension, Map<Test, Masks>>;
}

const RESOURCE = 1;

/** All requests of one kind of caller on one kind of resource. */
export class Space {
  readonly caller: Caller;
  readonly start: Regions;
  /** The order in which good examples matter: action, resource, caller, then the rest. */
  readonly order: readonly number[];
  readonly #target: Target;
  readonly #around: Surroundings;
  readonly #dimensions: readonly Dimension[];
  readonly #places = new Map<string, { readonly at: number; readonly slot: number }>();
  readonly #claims = new Map<Test, Claim>();
  /** Open claims by name: dimensions after those of values. */
  readonly #open = new Map<string, number>();

  constructor(caller: Caller, target: Target, around: Surroundings) {
    this.caller = caller;
    this.#target = target;
    this.#around = around;
    const { vocabulary } = around;
    const dimensions: Dimension[] = [
      actionDimension(target.actions),
      remembered(target.name, around.shaped, () => resourceDimension(target, vocabulary)),
      ...caller.texts.map((texts) =>
        remembered(texts.name, around.shaped, () => callerDimension(texts, around)),
      ),
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
      const caller = principalClaim(
        principal,
        statement.effect,
        tests.principal,
        this.caller,
        this,
      );
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

  /** The space without values for the keys that match. */
  without(pattern: RegExp): Regions {
    return this.start.map((region, at) => {
      const dimension = this.#dimensions[at];
      if (!dimension?.keys.some((key) => pattern.test(key))) return region;
      const exclusive = dimension.exclusive.reduce(
        (mask, { values, unnamed }, bit) =>
          values[0] === undefined && !unnamed ? mask | (1n << BigInt(bit)) : mask,
        0n,
      );
      return { exclusive, members: 0n, needs: [] };
    });
  }

  get target(): Target {
    return this.#target;
  }

  /** That a test holds. */
  claim(test: Test): Claim {
    let claim = this.#claims.get(test);
    if (!claim) {
      claim = this.#claimOf(test);
      this.#claims.set(test, claim);
    }
    return claim;
  }

  /** Something that nobody knows, but that is the same wherever it has this name. */
  open(name: string): Claim {
    const at = this.#open.get(name) ?? this.#dimensions.length + this.#open.size;
    this.#open.set(name, at);
    return { open: at };
  }

  /** Why some of what was asked so far is neither true nor false for some request. */
  get doubts(): readonly string[] {
    return [...this.#open.keys()];
  }

  #claimOf(test: Test): Claim {
    const { at, slot } = this.#places.get(test.key) ?? { at: RESOURCE, slot: 0 };
    const dimension = this.#dimensions[at];
    if (!dimension) throw new RangeError(`no dimension for ${test.key}`);
    const { masks, vocabulary } = this.#around;
    const known = masks.get(dimension) ?? new Map<Test, Masks>();
    masks.set(dimension, known);
    const found = known.get(test) ?? masksOf(test, dimension, slot, vocabulary);
    known.set(test, found);
    const [all, allMembers] = [
      everyBit(dimension.exclusive.length),
      everyBit(dimension.members.length),
    ];
    const holdsOn = (over: Quantifier, atoms: bigint, members = 0n): Claim => {
      const rest = { falseOn: all & ~atoms, falseOnMembers: allMembers & ~members };
      return { literal: { dimension: at, over, trueOn: atoms, trueOnMembers: members, ...rest } };
    };
    const { trueOn, falseOn, trueOnMembers, falseOnMembers } = found;
    const open = all & ~(trueOn | falseOn);
    if (allMembers === 0n) return this.#ofOneValue(test, holdsOn('all', trueOn), open, holdsOn);
    const over = overOf(test);
    const holds = holdsOn(over === 'any' ? 'any' : 'all', trueOn, trueOnMembers);
    const isClosed = open === 0n && (trueOnMembers | falseOnMembers) === allMembers;
    if (isClosed && over !== 'plain') return holds;
    const fails = holdsOn(over === 'all' ? 'any' : 'all', falseOn, falseOnMembers);
    return { any: [holds, { all: [{ not: fails }, this.open(doubtAbout(test))] }] };
  }

  /** A test of a key with one value at most: it holds for sure, or on what is open if that does. */
  #ofOneValue(
    test: Test,
    sure: Claim,
    open: bigint,
    holdsOn: (over: Quantifier, atoms: bigint) => Claim,
  ): Claim {
    const unsure = test.perhaps.map(
      (perhaps): Claim => ({ all: [this.claim(perhaps.test), this.open(perhaps.name)] }),
    );
    if (unsure.length > 0) {
      return test.negated ? { all: [sure, { not: { any: unsure } }] } : { any: [sure, ...unsure] };
    }
    if (open === 0n) return sure;
    return { any: [sure, { all: [holdsOn('all', open), this.open(doubtAbout(test))] }] };
  }

  /** One request of the regions, made of their best examples, if they have a name. */
  request(regions: Regions): Request | undefined {
    return requestOf(this.#dimensions, regions, this.caller, this.#around.resourceAccount);
  }
}

function doubtAbout({ key, condition }: Test): string {
  if (!condition) return `what ${key === RESOURCE_KEY ? 'the resource' : key} is compared with`;
  const { set, operator, ifExists, values } = condition;
  const how = `${set ? `${set}:` : ''}${operator}${ifExists ? 'IfExists' : ''}`;
  return `${how} ${JSON.stringify([key, ...values])}`;
}
