import type { StatePort } from '#shared/ports.ts';
import { pendingIn, withoutPending } from '#shared/remediation/approval.ts';
import { type Exempt, exemptIn } from '#shared/remediation/exempt.ts';
import { waitForPerson } from '#shared/remediation/guard-person.ts';
import type { Refusal } from '#shared/remediation/refusal.ts';
import { readApproval } from './approvals.ts';
import type { Drafted, DraftRequest } from './draft.ts';

/**
 * What the guard may plan by itself: without those whom no person has let in yet. When the bucket
 * is closed but for them, or cannot be closed without them, it waits for a person.
 */
export async function admitted(
  state: StatePort,
  { deployment, bucket, check }: DraftRequest,
  deliveryRoles: readonly string[],
  all: Drafted,
): Promise<{ readonly known: Drafted; readonly refusals: readonly Refusal[] }> {
  const approval = await readApproval(state, bucket, deployment);
  if (approval.state === 'unreadable') {
    return { known: all, refusals: [unreadable(bucket, approval.why.message)] };
  }
  const letIn = approval.state === 'known' ? approval.value : undefined;
  const waiting = pendingIn(exemptIn(all.facts, deployment), letIn);
  if (waiting.length === 0) return { known: all, refusals: [] };
  const facts = withoutPending(all.facts, waiting);
  const refused = { known: { ...all, waiting }, refusals: [waitForPerson(bucket, waiting)] };
  const isNeeded = ({ arn }: Exempt): boolean => deliveryRoles.includes(arn);
  if (!letIn || facts.administrators.length === 0 || waiting.some(isNeeded)) return refused;
  const now = check(facts, all.ready.live);
  if (now.verdict === 'COMPLIANT') return refused;
  return { known: { ...all, facts, waiting, now }, refusals: [] };
}

const unreadable = (bucket: string, why: string): Refusal => ({
  code: 'FACTS_UNREADABLE',
  message: `Whom a person has let into ${bucket} is not known: ${why}.`,
  next: `See that the guard may read it; \`connect-guard apply ${bucket} --yes\` writes it anew.`,
});
