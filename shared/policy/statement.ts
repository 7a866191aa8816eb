import { evaluateCondition } from './conditions/evaluate.ts';
import { allOf, not, type Outcome } from './conditions/outcome.ts';
import { type Context, contextOf } from './context.ts';
import type { PatternElement, PolicyDocument, Statement } from './document.ts';
import { arnSegments, compileGlobs, globMatches, matchesAction } from './match.ts';
import { type Caller, callerOf, type Naming, principalCovers } from './principals.ts';
import type { Request } from './request.ts';
import { hasVariable, matchesResourceWithVariables } from './variables.ts';

/** A request with everything that follows from it. */
export interface Situation {
  readonly request: Request;
  readonly context: Context;
  readonly caller: Caller;
  /** Undefined when neither the request nor the resource's ARN says whose resource it is. */
  readonly resourceAccount: string | undefined;
}

/** `bounded` says whether the caller has a permissions boundary, which `NotPrincipal` heeds. */
export function situationOf(request: Request, bounded: boolean): Situation {
  const resourceAccount = ownerOf(request);
  const context = contextOf(request, resourceAccount);
  const caller = callerOf(request, context.get('aws:federatedprovider')?.[0], bounded);
  return { request, context, caller, resourceAccount };
}

function ownerOf({ resource, resourceAccount, principal }: Request): string | undefined {
  if (resourceAccount !== undefined) return resourceAccount;
  if (resource === '*') return principal.account;
  return arnSegments(resource)?.[4] || undefined;
}

/** Whether a statement's elements all cover the request, and under which name its caller. */
export function statementApplies(
  statement: Statement,
  version: PolicyDocument['version'],
  { request, context, caller }: Situation,
): { readonly outcome: Outcome; readonly naming?: Naming | undefined } {
  const { action, resource, conditions } = statement;
  if (matchesAction(action.patterns, request.action) === action.negated) return { outcome: false };
  const { covers, naming } = principalCovers(statement, caller);
  if (covers === false) return { outcome: false };
  const covered = resource ? resourceCovers(resource, version, request.resource, context) : true;
  if (covered === false) return { outcome: false };
  const holds = allOf(conditions, (each) => evaluateCondition(each, version, context));
  return { outcome: allOf([covers, covered, holds], (outcome) => outcome), naming };
}

function resourceCovers(
  { patterns, negated }: PatternElement,
  version: PolicyDocument['version'],
  resource: string,
  context: Context,
): Outcome {
  const matched =
    version === '2012-10-17' && patterns.some(hasVariable)
      ? matchesResourceWithVariables(patterns, resource, context)
      : compileGlobs(patterns).some((glob) => globMatches(glob, resource));
  return negated ? not(matched) : matched;
}
