import type { BucketFacts } from '#shared/rules/bucket/facts.ts';
import { cannotTell } from '#shared/rules/judgements.ts';
import type { Judgement } from '#shared/rules/rule.ts';

/** Whether AWS's message says that a policy of the resource itself shuts somebody out. */
export const isDeniedByResource = (message: string): boolean =>
  message.includes('with an explicit deny in a resource-based policy');

/**
 * What a person who audits can do about a verdict that could not be reached.
 * @param auditor the ARN of who audits
 */
export function withAdvice(judgement: Judgement, auditor: string): Judgement {
  if (judgement.verdict !== 'INDETERMINATE') return judgement;
  if (!isDeniedByResource(judgement.because)) return judgement;
  return { ...judgement, because: `${judgement.because}. ${addToAuditors(auditor)}` };
}

/** A policy that this auditor may not read: the rule itself speaks to the guard's own roles. */
export function unreadPolicy({ inspected }: BucketFacts, auditor: string): Judgement | undefined {
  if (inspected?.policy.state !== 'unreadable') return undefined;
  const { action, code, message } = inspected.policy.why;
  const ownership = inspected.ownership.state === 'known' ? inspected.ownership.value : undefined;
  if (ownership?.owner !== 'this-account' || code !== 'AccessDenied') return undefined;
  return isDeniedByResource(message)
    ? cannotTell(`${action} ${code} by the bucket's own policy. ${addToAuditors(auditor)}`)
    : cannotTell(`${action} ${code} (${message})`);
}

const addToAuditors = (auditor: string): string =>
  `Add this ${auditor.includes(':user/') ? 'user' : 'role'} (${nameOf(auditor)}) to \`auditors\` of the settings, or have the audit run by somebody whom the policy lets read it.`;

/** A session's ARN names the role without its path. */
const nameOf = (arn: string): string => /:assumed-role\/([^/]+)\//.exec(arn)?.[1] ?? arn;
