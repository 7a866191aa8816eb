import { parseArn } from '#shared/connect/arn.ts';
import type { EffectivePolicies } from '#shared/connect/effective-policies.ts';
import type { Fact } from '#shared/connect/fact.ts';
import type { IamPrincipal } from '#shared/connect/inventory.ts';
import { decide, type Policies } from '#shared/policy/decide.ts';
import type { PolicyDocument } from '#shared/policy/document.ts';
import { PolicySyntaxError } from '#shared/policy/errors.ts';
import { type PolicyKind, parsePolicy } from '#shared/policy/parse.ts';
import type { Principal, Request } from '#shared/policy/request.ts';
import { told } from './judgements.ts';

/** Whether a request gets through; `undefined`: cannot tell, and why. */
export type Access =
  | { readonly allowed: true }
  | { readonly allowed: false; readonly denied: boolean }
  | { readonly allowed: undefined; readonly because: string };

/** What a role or user may do by itself, ready for `decide`. */
export interface OwnPolicies {
  readonly identity: readonly PolicyDocument[];
  readonly boundary?: PolicyDocument;
}

/** A policy's text, understood, or in words why not. */
export function understood(text: string, kind: PolicyKind, name: string): PolicyDocument | string {
  try {
    return parsePolicy(text, kind);
  } catch (error) {
    if (error instanceof PolicySyntaxError) return `${name} is not understood: ${error.message}`;
    throw error;
  }
}

/**
 * The policies of a role or user, understood, or in words why not.
 * @param read for those who ask of many principals: it may remember what it has read
 */
export function ownPolicies(
  fact: Fact<EffectivePolicies> | undefined,
  name: string,
  read: typeof understood = understood,
): OwnPolicies | string {
  if (fact === undefined) return `the policies of ${name} were not looked up`;
  if (fact.state === 'absent') return `${name} does not exist`;
  if (fact.state === 'unreadable') return told(fact.why);
  const { boundary } = fact.value;
  const parsed = fact.value.identity.map((each) => read(each.document, 'identity', each.name));
  const limit = boundary && read(boundary.document, 'identity', boundary.name);
  const problem = [...parsed, limit].find((each) => typeof each === 'string');
  if (problem !== undefined) return problem;
  const identity = parsed.filter((each) => typeof each !== 'string');
  return { identity, ...(limit && typeof limit !== 'string' && { boundary: limit }) };
}

/** A session of a role, or a user, as `decide` takes it. */
export function callerOf({ arn, id }: IamPrincipal): Principal {
  const { account, resource } = parseArn(arn);
  return resource.startsWith('user/')
    ? { kind: 'user', arn, account, userId: id }
    : { kind: 'role', arn, account, userId: `${id}:connect-guard` };
}

/** What `decide` says, with what it is not sure of kept apart. */
export function accessBy(request: Request, policies: Policies): Access {
  const { decision, unknown = [] } = decide(request, policies);
  if (decision === 'Allow') return { allowed: true };
  if (unknown.length > 0) return { allowed: undefined, because: unknown.join('; ') };
  return { allowed: false, denied: decision === 'ExplicitDeny' };
}
