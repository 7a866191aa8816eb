import type { PolicyDocument } from '../document.ts';
import { compileGlob, type Glob, globMatches, literalGlob, matchesAction } from '../match.ts';
import { type S3ActionScope, s3ActionScope, s3Actions } from '../s3-actions.ts';
import type { Budget } from './budget.ts';
import { type CharacterClass, explore, type Shape } from './explore.ts';
import { GlobStates, type OwnedPattern } from './glob-states.ts';
import { everyBit, type Literal } from './literal.ts';

/** The place of actions among the dimensions of a space. */
export const ACTION = 0;

/** What patterns cover of the listed actions, which never change; of the latest few patterns. */
const covered = new Map<S3ActionScope, Map<string, bigint>>();
const REMEMBERED = 500;

/** Actions beside those of the list. When they are not complete there may be others unlike them. */
export interface UnlistedActions {
  readonly actions: readonly string[];
  readonly complete: boolean;
}

const UNNAMED = 's3:Unnamed';

/** The actions that matter on one kind of resource, best examples first. */
export class ActionSet {
  readonly actions: readonly string[];
  /** Those from here on stand for actions that could not be thought of. */
  readonly #named: number;
  readonly #listed: number;
  readonly #scope: S3ActionScope | undefined;
  readonly #masks = new Map<readonly string[], bigint>();

  /** The listed S3 actions of a scope, if any, and more. */
  constructor(scope: S3ActionScope | undefined, { actions, complete }: UnlistedActions) {
    const listed = scope ? s3ActionsOn(scope) : [];
    this.actions = [...listed, ...actions, ...(complete ? [] : [UNNAMED])];
    this.#named = listed.length + actions.length;
    this.#listed = listed.length;
    this.#scope = scope;
  }

  /** Whether the action at this place has a name, and does not stand for unknown others. */
  readonly isNamed = (at: number): boolean => at < this.#named;

  /** The actions that one of the patterns covers, as bits. */
  matching(patterns: readonly string[]): bigint {
    let mask = this.#masks.get(patterns);
    if (mask === undefined) {
      mask = 0n;
      for (const pattern of patterns) mask |= this.#ofListed(pattern);
      for (let at = this.#listed; at < this.#named; at++) {
        if (matchesAction(patterns, this.actions[at] ?? '')) mask |= 1n << BigInt(at);
      }
      this.#masks.set(patterns, mask);
    }
    return mask;
  }

  #ofListed(pattern: string): bigint {
    if (!this.#scope) return 0n;
    const known = covered.get(this.#scope) ?? new Map<string, bigint>();
    covered.set(this.#scope, known);
    const name = pattern.toLowerCase();
    let mask = known.get(name);
    if (mask === undefined) {
      mask = 0n;
      const glob = compileGlob(name);
      for (let at = 0; at < this.#listed; at++) {
        const action = this.actions[at] ?? '';
        if (globMatches(glob, action.toLowerCase())) mask |= 1n << BigInt(at);
      }
      if (known.size >= REMEMBERED) known.clear();
      known.set(name, mask);
    }
    return mask;
  }

  /** That the action is one of those in `mask`. */
  literal(mask: bigint): Literal {
    return {
      dimension: ACTION,
      over: 'all',
      trueOn: mask,
      falseOn: everyBit(this.#named) & ~mask,
      trueOnMembers: 0n,
      falseOnMembers: 0n,
    };
  }

  where(has: (action: string) => boolean): bigint {
    let mask = 0n;
    for (const [at, action] of this.actions.entries()) {
      if (at < this.#named && has(action)) mask |= 1n << BigInt(at);
    }
    return mask;
  }
}

const TELLING = [
  's3:GetObject',
  's3:PutObject',
  's3:DeleteObject',
  's3:ListBucket',
  's3:PutBucketPolicy',
  's3:GetBucketPolicy',
];

const listed = new Map<S3ActionScope, readonly string[]>();

/** The listed S3 actions on a kind of resource, the ones that everybody knows first. */
export function s3ActionsOn(scope: S3ActionScope): readonly string[] {
  let actions = listed.get(scope);
  if (!actions) {
    const all = s3Actions(scope);
    actions = [...new Set([...TELLING.filter((action) => all.includes(action)), ...all])];
    listed.set(scope, actions);
  }
  return actions;
}

const inRange = (char: number, first: string, last: string): boolean =>
  char >= (first.codePointAt(0) ?? 0) && char <= (last.codePointAt(0) ?? 0);

const alphanumeric: CharacterClass = {
  has: (char) => inRange(char, 'a', 'z') || inRange(char, '0', '9') || char === 0x5f,
  samples: 'xyzwvuq',
};

const serviceName: CharacterClass = {
  has: (char) => alphanumeric.has(char) || char === 0x2d,
  samples: 'xyzwvuq',
};

const capitalised = (action: string): string =>
  action.replace(/:./, (letter) => letter.toUpperCase());

/**
 * Actions that the list does not know: those that policies name, and one for each way in which
 * their patterns can match an action yet to come. In one service, or in all of them.
 */
export function unlistedActions(
  patterns: ReadonlySet<string>,
  service: 's3' | undefined,
  budget: Budget,
): UnlistedActions {
  const literal = [...patterns].filter((pattern) => !/[*?]/.test(pattern));
  const wild = [...patterns].filter((pattern) => /[*?]/.test(pattern));
  const named = literal.filter(
    (action) =>
      s3ActionScope(action) === undefined &&
      (service === undefined || action.toLowerCase().startsWith(`${service}:`)),
  );
  const known = new Set(literal.map((action) => action.toLowerCase()));
  const globs = [...new Set(wild.map((pattern) => pattern.toLowerCase()))].map(compileGlob);
  const apart: string[] = [];
  for (;;) {
    const { classes, complete } = explore(
      [actionShape(service)],
      [new GlobStates(owned([...globs, ...apart.map(literalGlob)]), budget)],
      budget,
    );
    const coming = classes.flatMap(({ texts }) => texts[0] ?? []);
    const taken = coming.find(
      (action) =>
        !apart.includes(action) && (known.has(action) || s3ActionScope(action) !== undefined),
    );
    if (taken === undefined) {
      const strangers = coming.filter((action) => !apart.includes(action)).map(capitalised);
      return { actions: [...named, ...strangers], complete };
    }
    apart.push(taken);
  }
}

const owned = (globs: readonly Glob[]): OwnedPattern[] =>
  globs.map((glob, test) => ({ glob, foldsCase: false, test }));

function actionShape(service: string | undefined): Shape {
  const feeds = [0];
  return [
    service ? { feeds, text: service } : { feeds, of: serviceName, least: 1 },
    { feeds, text: ':' },
    { feeds, of: alphanumeric, least: 1 },
  ];
}

/** Every action pattern of some policies. */
export const actionPatterns = (policies: readonly PolicyDocument[]): ReadonlySet<string> =>
  new Set(
    policies.flatMap(({ statements }) => statements.flatMap(({ action }) => action.patterns)),
  );
