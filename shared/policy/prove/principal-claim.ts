import type { PrincipalElement, Statement } from '../document.ts';
import type { Caller } from './callers.ts';
import type { Claim } from './formula.ts';
import type { Test } from './tests.ts';
import type { PrincipalTests } from './vocabulary.ts';

/** That a caller is one of those whom `Principal` or `NotPrincipal` covers, as `decide` takes it. */
export function principalClaim(
  element: PrincipalElement,
  effect: Statement['effect'],
  tests: PrincipalTests,
  caller: Caller,
  claim: (test: Test) => Claim,
): Claim {
  const { kind, account, partition } = caller;
  const rootArn = `arn:${partition}:iam::${account}:root`;
  const isNamed = element.aws.some((entry) => entry === account || entry === rootArn);
  if (element.negated) return exempts(element, effect, tests, caller, isNamed, claim);
  if (element.everyone) return true;
  const everybody = element.aws.includes('*');
  const provider = element.federated.length > 0 ? claim(tests.providers) : false;
  if (kind === 'service') {
    const open = element.service.includes('*') || everybody;
    return { any: [claim(tests.services), provider, open ? 'open' : false] };
  }
  if (kind === 'anonymous') {
    return { any: [provider, everybody && (effect === 'Deny' ? 'open' : true)] };
  }
  const canonical: Claim = element.canonicalUser.length > 0 ? 'open' : false;
  if (everybody || isNamed) return true;
  if (kind === 'root') return { any: [provider, canonical] };
  if (kind === 'federated') {
    const user = element.aws.some((entry) => entry.startsWith('AIDA'));
    return { any: [claim(tests.arns), provider, canonical, user ? 'open' : false] };
  }
  const sessions = tests.sessions
    .filter(({ prefix }) => kind === 'role' && prefix === `arn:${partition}:sts::${account}:`)
    .map(({ role, session }): Claim => ({ all: [claim(role), claim(session)] }));
  const ids = claim(tests.uniqueIds);
  return { any: [claim(tests.arns), ids, provider, canonical, ...sessions] };
}

/** `NotPrincipal`, as `decide` takes it. */
function exempts(
  element: PrincipalElement,
  effect: Statement['effect'],
  tests: PrincipalTests,
  caller: Caller,
  account: boolean,
  claim: (test: Test) => Claim,
): Claim {
  const { kind } = caller;
  if (effect === 'Allow' || element.everyone || element.aws.includes('*')) return 'open';
  if (element.canonicalUser.length > 0) return 'open';
  if (kind === 'root') return !account;
  if (kind !== 'user') return 'open';
  const direct: Claim = { any: [claim(tests.arns), claim(tests.uniqueIds)] };
  return { any: [{ not: direct }, account ? false : 'open'] };
}
