import { decide } from '../decide.ts';
import type { PolicyDocument, Statement } from '../document.ts';
import { matchesAction } from '../match.ts';
import type { Request } from '../request.ts';
import { s3ActionScope } from '../s3-actions.ts';
import { brief } from './answer.ts';
import type { BucketWorld, NamedPrincipal } from './bucket-world.ts';
import { StepLimitReached } from './budget.ts';
import type { Caller } from './callers.ts';
import { type Formula, formulaOf, type Mode } from './formula.ts';
import { type Regions, solve, solveBest } from './search.ts';
import type { Space } from './space.ts';

/** Somebody who must be able to work on the bucket. */
export interface Required {
  readonly principal: NamedPrincipal;
  /** Actions or patterns of them, on the bucket and on every object. */
  readonly actions: readonly string[];
  /**
   * Comes from anywhere at any time, as a service does: only TLS and encryption headers may be
   * asked of it. Others are locked out when no circumstance would let them in.
   */
  readonly unconditional: boolean;
}

/** How a policy treats somebody who is required, in the normal environment (TLS, own account). */
export type Access =
  | { readonly access: 'ALWAYS' | 'CONDITIONAL' }
  | { readonly access: 'LOCKED_OUT'; readonly request: Request }
  | { readonly access: 'UNDECIDED'; readonly reasons: readonly string[] };

/** What a service sends as it is asked: headers for encryption when it writes, and a new TLS. */
const ENCRYPTION = /^s3:x-amz-server-side-encryption/i;
const TLS_VERSION = /^s3:tlsversion$/i;

const asksFor = ({ conditions }: Statement, ...wishes: readonly RegExp[]): boolean =>
  conditions.some(({ key }) => wishes.some((wish) => wish.test(key)));

/**
 * C3: what the Deny statements of `policy` leave to each of those who are required. Whoever no
 * statement tells from one who is always let in is let in too.
 */
export function* accessOfEach(
  required: readonly Required[],
  policy: PolicyDocument,
  world: BucketWorld,
): Generator<{ readonly required: Required; readonly access: Access }> {
  const welcome = new Map<readonly string[], Set<string>>();
  for (const each of required) {
    const known = welcome.get(each.actions) ?? new Set();
    welcome.set(each.actions, known);
    world.budget.renew();
    let access: Access;
    try {
      const caller = world.callerFor(each.principal);
      const alike = `${each.unconditional}|${world.universe.signature(caller)}`;
      access = known.has(alike) ? { access: 'ALWAYS' } : accessOf(each, caller, policy, world);
      if (access.access === 'ALWAYS') known.add(alike);
    } catch (error) {
      if (!(error instanceof StepLimitReached)) throw error;
      access = { access: 'UNDECIDED', reasons: [error.message] };
    }
    yield { required: each, access };
  }
}

function accessOf(
  required: Required,
  caller: Caller,
  policy: PolicyDocument,
  world: BucketWorld,
): Access {
  const denies = policy.statements.filter(({ effect }) => effect === 'Deny');
  let worst: Access = { access: 'ALWAYS' };
  for (const space of world.universe.spaces([caller], world.targets)) {
    const access = accessIn(space, required, denies, policy, world);
    if (access.access === 'LOCKED_OUT') return access;
    if (access.access === 'UNDECIDED' || worst.access === 'ALWAYS') worst = access;
  }
  return worst;
}

function accessIn(
  space: Space,
  required: Required,
  denies: readonly Statement[],
  policy: PolicyDocument,
  world: BucketWorld,
): Access {
  const { budget, tls } = world;
  const { actions } = space.target;
  const needed = actions.where((action) => isNeeded(action, required.actions));
  if (needed === 0n) return { access: 'ALWAYS' };
  const normal: Formula = {
    and: [
      formulaOf({ literal: actions.literal(needed) }, true, 'certain'),
      formulaOf(space.claim(tls), true, 'certain'),
    ],
  };
  const denied = (statement: Statement, mode: Mode): Formula =>
    formulaOf(space.statement(statement), true, mode);
  const spared = (mode: Mode): Formula => ({
    and: denies.map((statement) => formulaOf(space.statement(statement), false, mode)),
  });
  const find = (formulas: readonly Formula[], start: Regions = space.start): Regions | undefined =>
    solve([normal, ...formulas], start, budget);

  const threats = denies.filter((statement) => find([denied(statement, 'possible')]));
  if (threats.length === 0) return { access: 'ALWAYS' };
  if (required.unconditional) {
    const writes = actions.literal(actions.where((action) => /^s3:putobject$/i.test(action)));
    const unavoidable = threats
      .filter((statement) => !asksFor(statement, TLS_VERSION))
      .flatMap((statement) => [
        { statement, writing: false, start: space.without(ENCRYPTION) },
        ...(asksFor(statement, ENCRYPTION)
          ? []
          : [{ statement, writing: true, start: space.start }]),
      ]);
    for (const mode of ['certain', 'possible'] as const) {
      for (const { statement, writing, start } of unavoidable) {
        const action = formulaOf({ literal: writes }, writing, 'certain');
        const formulas = [normal, action, denied(statement, mode)];
        const regions = solveBest(formulas, start, space.order, budget);
        if (regions) return confirmed(space, regions, policy);
      }
    }
  }
  let doubt = false;
  for (const slice of space.slices(needed)) {
    if (find([spared('certain')], slice)) continue;
    if (find([spared('possible')], slice)) doubt = true;
    else {
      const regions = solveBest([normal], slice, space.order, budget);
      if (regions) return confirmed(space, regions, policy);
    }
  }
  if (!doubt) return { access: 'CONDITIONAL' };
  return { access: 'UNDECIDED', reasons: reasonsIn(space) };
}

const isNeeded = (action: string, patterns: readonly string[]): boolean =>
  matchesAction(patterns, action) &&
  (s3ActionScope(action) !== undefined || patterns.includes(action));

function confirmed(space: Space, regions: Regions, policy: PolicyDocument): Access {
  const request = space.request(regions);
  if (!request) return { access: 'UNDECIDED', reasons: reasonsIn(space) };
  const { decision, unknown } = decide(request, { resource: policy });
  if (decision === 'ExplicitDeny' && !unknown) return { access: 'LOCKED_OUT', request };
  return { access: 'UNDECIDED', reasons: unknown ?? reasonsIn(space) };
}

const reasonsIn = ({ doubts }: Space): readonly string[] =>
  doubts.length > 0 ? brief(doubts) : ['a lock-out that cannot be confirmed'];
