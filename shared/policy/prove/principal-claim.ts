import type { PrincipalElement, Statement } from '../document.ts';
import type { Caller } from './callers.ts';
import type { Claim } from './formula.ts';
import type { Test } from './tests.ts';
import type { PrincipalTests } from './vocabulary.ts';

/** What a principal element makes claims with. */
export interface ClaimMaker {
  claim(test: Test): Claim;
  /** Something that nobody knows, but that is the same wherever it has this name. */
  open(name: string): Claim;
}

/** That a caller is one of those whom `Principal` or `NotPrincipal` covers, as `decide` takes it. */
export function principalClaim(
  element: PrincipalElement,
  effect: Statement['effect'],
  tests: PrincipalTests,
  caller: Caller,
  make: ClaimMaker,
): Claim {
  const { kind, account, partition } = caller;
  const rootArn = `arn:${partition}:iam::${account}:root`;
  const isNamed = element.aws.some((entry) => entry === account || entry === rootArn);
  if (element.negated) return exempts(element, effect, tests, kind, isNamed, make);
  if (element.everyone) return true;
  const openIf = (doubtful: boolean, name: string): Claim => doubtful && make.open(name);
  const everybody = element.aws.includes('*');
  const provider = element.federated.length > 0 && make.claim(tests.providers);
  if (kind === 'service') {
    const services = openIf(element.service.includes('*'), '"*" as a service principal');
    const all = openIf(everybody, `whether {"AWS": "*"} covers services (${effect})`);
    return { any: [make.claim(tests.services), provider, services, all] };
  }
  if (kind === 'anonymous') {
    const all = openIf(
      everybody && effect === 'Deny',
      'whether {"AWS": "*"} covers anonymous callers',
    );
    return { any: [provider, effect === 'Deny' ? all : everybody] };
  }
  const ids = element.canonicalUser;
  const canonical = openIf(ids.length > 0, `who the canonical user ${JSON.stringify(ids)} is`);
  if (everybody || isNamed) return true;
  if (kind === 'root') return { any: [provider, canonical] };
  if (kind === 'federated') {
    const users = element.aws.filter((entry) => entry.startsWith('AIDA')).join();
    const behind = openIf(users !== '', `whether ${users} stands behind a federated session`);
    return { any: [make.claim(tests.arns), provider, canonical, behind] };
  }
  const sessions = tests.sessions
    .filter(({ prefix }) => kind === 'role' && prefix === `arn:${partition}:sts::${account}:`)
    .map(({ role, session }): Claim => ({ all: [make.claim(role), make.claim(session)] }));
  const uniqueIds = make.claim(tests.uniqueIds);
  return { any: [make.claim(tests.arns), uniqueIds, provider, canonical, ...sessions] };
}

/** `NotPrincipal`, as `decide` takes it. */
function exempts(
  element: PrincipalElement,
  effect: Statement['effect'],
  tests: PrincipalTests,
  kind: Caller['kind'],
  account: boolean,
  make: ClaimMaker,
): Claim {
  const open = make.open(`NotPrincipal ${JSON.stringify([element, effect])}`);
  if (effect === 'Allow' || element.everyone || element.aws.includes('*')) return open;
  if (element.canonicalUser.length > 0) return open;
  if (kind === 'root') return !account;
  if (kind !== 'user') return open;
  const direct: Claim = { any: [make.claim(tests.arns), make.claim(tests.uniqueIds)] };
  return { any: [{ not: direct }, account ? false : open] };
}
