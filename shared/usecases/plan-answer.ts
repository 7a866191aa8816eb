import type { OutcomeStatus } from '#shared/remediation/outcome.ts';
import { changesPolicy } from '#shared/remediation/plan.ts';
import { refusalLine } from '#shared/remediation/refusal.ts';
import type { BucketPlan } from './plan-bucket.ts';

/** A plan as a person is asked to approve it, in what an Automation document can carry. */
export interface PlanAnswer {
  /** `PLANNED`: it can be approved. */
  readonly status: Extract<
    OutcomeStatus,
    'PLANNED' | 'ALREADY_COMPLIANT' | 'REFUSED' | 'UNDECIDED'
  >;
  readonly bucket: string;
  readonly reasons: readonly string[];
  /** Of the planned policy; empty when there is nothing to approve. */
  readonly digest: string;
  /** At most 1,000 characters of one line, without quotes and backslashes: it stands inside JSON. */
  readonly summary: string;
}

export function planAnswer(plan: BucketPlan): PlanAnswer {
  const { status, reasons } = ended(plan);
  return {
    status,
    bucket: plan.bucket,
    reasons,
    digest: status === 'PLANNED' ? (plan.digest ?? '') : '',
    summary: plain(status === 'PLANNED' ? summaryOf(plan) : reasons.join(' ')),
  };
}

function ended({
  now,
  plan,
  refusals,
  undecided,
}: BucketPlan): Pick<PlanAnswer, 'status' | 'reasons'> {
  if (undecided.length > 0) return { status: 'UNDECIDED', reasons: undecided };
  if (refusals.length > 0) return { status: 'REFUSED', reasons: refusals.map(refusalLine) };
  if (!plan || !changesPolicy(plan)) {
    const closed = now?.verdict === 'COMPLIANT';
    const reason = closed ? 'The live policy is closed.' : 'The live policy is what was planned.';
    return { status: 'ALREADY_COMPLIANT', reasons: [reason] };
  }
  return { status: 'PLANNED', reasons: [now?.findings[0]?.because ?? 'The live policy is open.'] };
}

function summaryOf(plan: BucketPlan): string {
  const { bucket, now, statements, newPrincipals, bytes, exempt, exceptionAsked } = plan;
  const { removed, added, kept } = statements;
  const named = (list: typeof removed) => list.map(({ sid }) => sid ?? 'one without a Sid');
  const listed = (what: string, names: readonly string[]) =>
    names.length > 0 ? [`${what}: ${names.join(', ')}.`] : [];
  const administrators = exempt.filter((each) => each.as === 'administrator');
  return [
    `${bucket} is open: ${now?.findings[0]?.because ?? 'see the dashboard.'}`,
    ...listed('Let in for the first time', newPrincipals),
    ...listed('Taken out', named(removed)),
    ...listed('Put in', named(added)),
    `${kept.length} statements stay; ${bytes} bytes.`,
    ...(exceptionAsked === undefined
      ? []
      : [`A tag asks for an exception, which only the settings can make: ${exceptionAsked}.`]),
    ...listed(
      'Administrators',
      administrators.map(({ arn }) => arn),
    ),
  ].join(' ');
}

const longest = 1000;

function plain(text: string): string {
  const clean = text.replaceAll(/["'`\\\s]+/g, ' ').trim();
  return clean.length > longest ? `${clean.slice(0, longest - 1)}…` : clean;
}
