import { policyDigest } from '../canonical.ts';
import { decide } from '../decide.ts';
import type { PolicyDocument, Statement } from '../document.ts';
import { PolicySyntaxError } from '../errors.ts';
import type { Request } from '../request.ts';
import { situationOf, statementApplies } from '../statement.ts';
import { type Answer, seek } from './answer.ts';
import { ANYTHING } from './anything.ts';
import { Budget } from './budget.ts';
import { anonymous, type Caller, federated, role, root, service, user } from './callers.ts';
import { compareTargets } from './compare-targets.ts';
import type { Claim } from './formula.ts';
import type { Space, Target } from './space.ts';
import { idLengths } from './unique-ids.ts';
import { Universe } from './universe.ts';

/** How two policies relate over all requests that they allow. */
export interface Comparison {
  /** A against B: `more` when A allows all that B allows, and something else too. */
  readonly relation: 'equal' | 'more' | 'less' | 'incomparable' | 'undecided';
  /** A request that A allows and B does not, when one was found. */
  readonly onlyA: Request | null;
  readonly onlyB: Request | null;
  /** Why it cannot be told. */
  readonly undecided?: readonly string[];
}

/**
 * Compares what two policies allow (an Allow applies and no Deny does), both identity policies or
 * both resource policies. Every witness was replayed.
 * @throws PolicySyntaxError when one is an identity policy and the other is not.
 */
export function compare(a: PolicyDocument, b: PolicyDocument): Comparison {
  const isResource = hasPrincipals(a);
  if (isResource !== hasPrincipals(b)) {
    throw new PolicySyntaxError(
      '$',
      'an identity policy cannot be compared with a resource policy',
    );
  }
  if (policyDigest(a) === policyDigest(b)) return { relation: 'equal', onlyA: null, onlyB: null };
  const world = new World([a, b], isResource);
  const [onlyA, onlyB] = [difference(a, b, world), difference(b, a, world)];
  const undecided = [onlyA, onlyB].flatMap((answer) =>
    answer.verdict === 'UNDECIDED' ? answer.reasons : [],
  );
  return {
    relation: relation(onlyA, onlyB),
    onlyA: onlyA.verdict === 'FAILS' ? onlyA.witness.request : null,
    onlyB: onlyB.verdict === 'FAILS' ? onlyB.witness.request : null,
    ...(undecided.length > 0 ? { undecided: [...new Set(undecided)] } : {}),
  };
}

function relation(onlyA: Answer, onlyB: Answer): Comparison['relation'] {
  if (onlyA.verdict === 'UNDECIDED' || onlyB.verdict === 'UNDECIDED') return 'undecided';
  if (onlyA.verdict === 'FAILS') return onlyB.verdict === 'FAILS' ? 'incomparable' : 'more';
  return onlyB.verdict === 'FAILS' ? 'less' : 'equal';
}

const hasPrincipals = ({ statements }: PolicyDocument): boolean =>
  statements.some(({ principal }) => principal !== undefined);

const withEffect = (policy: PolicyDocument, effect: Statement['effect']): readonly Statement[] =>
  policy.statements.filter((statement) => statement.effect === effect);

/** Whether `a` allows nothing that `b` does not. The witness is what it allows beyond. */
function difference(a: PolicyDocument, b: PolicyDocument, world: World): Answer {
  const claims = (space: Space, policy: PolicyDocument, effect: Statement['effect']): Claim[] =>
    withEffect(policy, effect).map((statement) => space.statement(statement));
  world.budget.renew();
  return seek(
    world.spaces(),
    (space) => {
      const refused: Claim = {
        any: [{ not: { any: claims(space, b, 'Allow') } }, ...claims(space, b, 'Deny')],
      };
      const fails = claims(space, a, 'Deny');
      return claims(space, a, 'Allow').map((allowed) => ({ holds: [allowed, refused], fails }));
    },
    (request) => replayed(request, a, b, world.isResource),
    world.budget,
  );
}

/** All requests that two policies can tell apart. */
class World {
  readonly budget = new Budget();
  readonly isResource: boolean;
  readonly #policies: readonly PolicyDocument[];
  readonly #universe: Universe;
  readonly #places: { readonly callers: readonly Caller[]; readonly targets: readonly Target[] }[] =
    [];

  constructor(policies: readonly PolicyDocument[], isResource: boolean) {
    this.#policies = policies;
    this.isResource = isResource;
    this.#universe = new Universe({
      policies,
      budget: this.budget,
      examples: (key) => EXAMPLES.get(key) ?? [],
      fixed: new Map(),
      tests: [],
      reserved: [],
    });
  }

  *spaces(): Generator<Space> {
    if (this.#places.length === 0) this.#places.push(...this.#everyPlace());
    for (const { callers, targets } of this.#places) {
      yield* this.#universe.spaces(callers, targets);
    }
  }

  *#everyPlace() {
    const lengths = idLengths(this.#policies, []);
    for (const partition of this.#universe.partitions()) {
      const targets = compareTargets(partition, this.#policies, this.budget);
      const callers: Caller[] = [];
      for (const account of this.#universe.accounts(partition, [])) {
        callers.push(role(partition, account, lengths), user(partition, account, lengths));
        if (this.isResource) callers.push(federated(partition, account), root(partition, account));
      }
      if (this.isResource) callers.push(anonymous(partition), service(partition, SERVICES));
      yield { callers, targets };
    }
  }
}

const EXAMPLES: ReadonlyMap<string, readonly string[]> = new Map([
  ['aws:resourceaccount', ['111122223333']],
  ['aws:sourceaccount', ['111122223333']],
]);

const SERVICES = ['cloudtrail.amazonaws.com', 'logging.s3.amazonaws.com'];

/** Whether a policy for certain allows, or for certain does not allow; else why that is open. */
function allows(policy: PolicyDocument, request: Request): boolean | readonly string[] {
  const situation = situationOf(request, false);
  const outcomes = policy.statements.map((statement) => ({
    effect: statement.effect,
    outcome: statementApplies(statement, policy.version, situation).outcome,
  }));
  const open = outcomes.flatMap(({ outcome }) =>
    typeof outcome === 'boolean' ? [] : outcome.unknown,
  );
  const has = (effect: Statement['effect'], certain: boolean): boolean =>
    outcomes.some((each) => {
      const applies = certain ? each.outcome === true : each.outcome !== false;
      return each.effect === effect && applies;
    });
  if (has('Deny', true) || !has('Allow', false)) return false;
  return has('Allow', true) && !has('Deny', false) ? true : open;
}

/**
 * The request if `a` allows it and `b` does not; in the caller's own account when that is enough
 * for `decide` to allow it by `a` alone, else in another, with the caller's own policies willing.
 */
function replayed(
  request: Request,
  a: PolicyDocument,
  b: PolicyDocument,
  isResource: boolean,
): Request | readonly string[] {
  const differs = (each: Request): true | readonly string[] => {
    const [byA, byB] = [allows(a, each), allows(b, each)];
    if (byA === true && byB === false) return true;
    return [byA, byB].flatMap((allowed) => (typeof allowed === 'boolean' ? [] : allowed));
  };
  const { account } = request.principal;
  if (request.resourceAccount === undefined && account !== undefined) {
    const own: Request = { ...request, resourceAccount: account };
    const foreign: Request = {
      ...request,
      resourceAccount: account === '999988887777' ? '111122223333' : '999988887777',
    };
    for (const [each, identity] of [[own, []] as const, [foreign, [ANYTHING]] as const]) {
      const allowed = (policy: PolicyDocument): boolean =>
        decide(each, isResource ? { resource: policy, identity } : { identity: [policy] })
          .decision === 'Allow';
      if (allowed(a) && !allowed(b) && differs(each) === true) return each;
    }
  }
  const outcome = differs(request);
  return outcome === true ? request : outcome;
}
