import { anyOf, type Outcome, unknown } from './conditions/outcome.ts';
import { partitionOf, sessionArn } from './context.ts';
import type { PrincipalElement, Statement } from './document.ts';
import type { Principal, Request } from './request.ts';

/**
 * How a principal element names the caller, which decides what may limit an Allow:
 * `direct` the caller itself (a session, a user, root, a service, everyone), `role` the role or
 * user behind a session, `account` the caller's whole account.
 */
export type Naming = 'direct' | 'role' | 'account';

/** The caller, with all the names it goes by. */
export interface Caller {
  readonly principal: Principal;
  readonly sessionArn: string | undefined;
  readonly rootArn: string | undefined;
  /** `AROA…` of a role's session, `AIDA…` of a user. */
  readonly uniqueId: string | undefined;
  readonly federatedProvider: string | undefined;
  /** Whether it is a role or user with a permissions boundary. */
  readonly bounded: boolean;
}

export function callerOf(
  request: Request,
  federatedProvider: string | undefined,
  bounded: boolean,
): Caller {
  const { principal } = request;
  const partition = partitionOf(request);
  return {
    principal,
    sessionArn: sessionArn(principal, partition),
    rootArn: principal.account && `arn:${partition}:iam::${principal.account}:root`,
    uniqueId: principal.kind === 'federated' ? undefined : principal.userId?.split(':')[0],
    federatedProvider,
    bounded: bounded && (principal.kind === 'role' || principal.kind === 'user'),
  };
}

/**
 * Whether a statement's `Principal` or `NotPrincipal` covers the caller, and under which name.
 * Without either (identity policies) it does.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
export function principalCovers(
  { principal: element, effect }: Statement,
  caller: Caller,
): { readonly covers: Outcome; readonly naming?: Naming } {
  if (!element) return { covers: true };
  if (element.negated) return { covers: exempts(element, effect, caller) };
  let doubt: Outcome = false;
  for (const naming of ['direct', 'role', 'account'] as const) {
    const covers = named(element, effect, caller, naming);
    if (covers === true) return { covers, naming };
    if (covers !== false) doubt = covers;
  }
  return { covers: doubt };
}

function named(
  element: PrincipalElement,
  effect: Statement['effect'],
  caller: Caller,
  naming: Naming,
): Outcome {
  if (naming !== 'direct') {
    return anyOf(element.aws, (entry) => nameOf(entry, caller, effect) === naming);
  }
  if (element.everyone) return true;
  const { kind, arn } = caller.principal;
  if (kind === 'service') {
    if (arn !== undefined && element.service.includes(arn)) return true;
    if (element.service.includes('*')) return unknown('"*" as a service principal');
  }
  const provider = kind === 'federated' ? arn : caller.federatedProvider;
  if (provider !== undefined && element.federated.includes(provider)) return true;
  const outcome = anyOf(element.aws, (entry) => {
    const name = nameOf(entry, caller, effect);
    return typeof name === 'string' ? name === 'direct' : name;
  });
  if (outcome !== false || element.canonicalUser.length === 0) return outcome;
  return kind === 'service' || kind === 'anonymous' ? false : unknown('a canonical user id');
}

/** Under which name one entry of `"AWS"` covers the caller. */
function nameOf(entry: string, caller: Caller, effect: Statement['effect']): Naming | Outcome {
  const { kind, arn, account } = caller.principal;
  if (entry === '*') {
    if (kind === 'service' || (kind === 'anonymous' && effect === 'Deny')) {
      return unknown(`whether {"AWS": "*"} covers ${kind} callers`);
    }
    return 'direct';
  }
  if (kind === 'anonymous' || kind === 'service') return false;
  if (entry === account || entry === caller.rootArn) return kind === 'root' ? 'direct' : 'account';
  if (entry === caller.sessionArn) return 'direct';
  if (kind === 'root') return false;
  if (entry === arn || entry === caller.uniqueId) return kind === 'user' ? 'direct' : 'role';
  if (kind === 'federated' && entry.startsWith('AIDA')) {
    return unknown('the unique id of the user behind a federated session');
  }
  return false;
}

/**
 * `NotPrincipal`: exact in a Deny for root and for users; AWS may look at the account, the role and
 * the session of other callers one after the other. Whoever has a permissions boundary is denied.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
 */
function exempts(element: PrincipalElement, effect: Statement['effect'], caller: Caller): Outcome {
  const { kind } = caller.principal;
  if (effect === 'Allow') return unknown('NotPrincipal with Allow');
  if (caller.bounded) return true;
  if (element.everyone || element.aws.includes('*')) return unknown('NotPrincipal "*"');
  if ((kind !== 'user' && kind !== 'root') || element.canonicalUser.length > 0) {
    return unknown(`NotPrincipal for ${kind} callers`);
  }
  const names = element.aws.map((entry) => nameOf(entry, caller, effect));
  if (!names.includes('direct')) return true;
  if (kind === 'root' || names.includes('account')) return false;
  return unknown('NotPrincipal that names a user without its account');
}
