import type { PolicyDocument } from '#shared/policy/document.ts';
import type { Witness } from '#shared/policy/prove/answer.ts';
import {
  nearest,
  reasonInWords,
  reasons,
  type StatementReason,
  who,
} from '#shared/policy/prove/explain.ts';
import type { Principal, Request } from '#shared/policy/request.ts';
import type { CheckFinding } from './check-result.ts';

/** Reports a witness: the request, what each statement has to do with it, and one sentence. */
export function findingOf(
  question: CheckFinding['question'],
  { request, named }: Witness,
  policy: PolicyDocument | undefined,
  account: string,
): CheckFinding {
  const { principal, action, resource, context = {} } = request;
  const effect = question === 'grant' ? 'Allow' : 'Deny';
  const nearby = policy && nearest(policy, effect, request);
  return {
    question,
    principal,
    action,
    resource,
    context: Object.fromEntries(
      Object.entries(context).map(([key, value]) => [
        key.toLowerCase(),
        typeof value === 'string' ? [value] : value,
      ]),
    ),
    statements: policy ? reasons(policy, effect, request) : [],
    ...(nearby && { nearest: nearby.index }),
    because: `${deed(question, request, named, account)}: ${cause(policy, nearby)}.`,
  };
}

/**
 * Who can do what, or cannot. Whoever comes from outside the account also needs an Allow, so of an
 * exposure it is only said that no statement denies it.
 */
function deed(
  question: CheckFinding['question'],
  request: Request,
  named: boolean,
  account: string,
): string {
  const { principal, action } = request;
  const within = principal.account === account || question === 'grant';
  const verb = question === 'lockout' ? 'is denied' : within ? 'can' : 'is not denied';
  const how = question === 'plaintext' ? ' without TLS' : '';
  return `${caller(principal, named)} ${verb} ${action} ${place(request)}${how}`;
}

function cause(policy: PolicyDocument | undefined, nearby: StatementReason | undefined): string {
  if (!policy) return 'the bucket has no policy';
  return nearby ? reasonInWords(nearby) : 'no statement of the policy denies anything';
}

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** A name that was only thought of is called an example. */
function caller(principal: Principal, named: boolean): string {
  const example = !named && (principal.kind === 'role' || principal.kind === 'user');
  const text = who(principal);
  return example
    ? `A ${principal.kind} such as ${text.slice(principal.kind.length + 1)}`
    : capitalised(text);
}

/** The key of an object, else the bucket. */
function place({ resource }: Request): string {
  const path = resource.split(':').slice(5).join(':');
  const slash = path.indexOf('/');
  return slash < 0 ? `on the bucket ${path}` : path.slice(slash + 1);
}
