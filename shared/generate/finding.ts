import type { PolicyDocument } from '#shared/policy/document.ts';
import type { Witness } from '#shared/policy/prove/answer.ts';
import { nearest, reasons, who } from '#shared/policy/prove/explain.ts';
import type { Principal, Request } from '#shared/policy/request.ts';
import type { CheckFinding } from './check-result.ts';

/** Reports a witness: the request, what each statement has to do with it, and one sentence. */
export function findingOf(
  question: CheckFinding['question'],
  { request, named }: Witness,
  policy: PolicyDocument | undefined,
): CheckFinding {
  const { principal, action, resource, context = {} } = request;
  const effect = question === 'grant' ? 'Allow' : 'Deny';
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
    because: because(question, request, named, policy),
  };
}

function because(
  question: CheckFinding['question'],
  request: Request,
  named: boolean,
  policy: PolicyDocument | undefined,
): string {
  const does = `${caller(request.principal, named)} ${
    question === 'lockout' ? 'is denied' : 'can'
  } ${request.action} ${place(request)}${question === 'plaintext' ? ' without TLS' : ''}`;
  const effect = question === 'grant' ? 'Allow' : 'Deny';
  const statement = policy && nearest(policy, effect, request);
  const why = !policy
    ? 'the bucket has no policy'
    : (statement ?? 'no statement of the policy denies anything');
  return `${does}: ${why}.`;
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
