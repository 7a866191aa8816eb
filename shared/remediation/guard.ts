import { maximumPolicyBytes } from '#shared/generate/bucket-policy.ts';
import type { CheckFinding, CheckResult } from '#shared/generate/check-result.ts';
import { isOurs } from '#shared/generate/own-statements.ts';
import { decide } from '#shared/policy/decide.ts';
import type { PolicyDocument } from '#shared/policy/document.ts';
import { statementsOf } from '#shared/policy/edit.ts';
import type { InspectedBucket } from '#shared/rules/bucket/facts.ts';
import type { Mode } from '#shared/settings/settings.ts';
import { howToApply } from './guard-person.ts';
import { changesPolicy, type Plan } from './plan.ts';
import type { Refusal } from './refusal.ts';

export interface Proposal {
  readonly plan: Plan;
  /** The policy as it would be; undefined when there would be none. */
  readonly planned: PolicyDocument | undefined;
  /** What the planned policy means. */
  readonly check: CheckResult;
}

/** What a person, or the settings, say of writing at all. */
export interface Permission {
  readonly bucket: string;
  readonly mode: Mode;
  readonly exception?: InspectedBucket['exception'];
}

/** Whether the settings let the guard write by itself. */
export function permissionRefusals({ bucket, mode, exception }: Permission): readonly Refusal[] {
  const refusals: Refusal[] = [];
  if (mode === 'observe') {
    refusals.push({
      code: 'MODE',
      message: 'The mode is observe: the guard reports and writes nothing.',
      next: `Set the mode of the instance to enforce with \`connect-guard settings put\`. ${howToApply(bucket)}`,
    });
  } else if (mode === 'approve') {
    refusals.push({
      code: 'MODE',
      message: 'The mode is approve: a person approves what is written.',
      next: `${howToApply(bucket)} The automation ConnectStorageGuard-RemediateWithApproval asks somebody else.`,
    });
  }
  if (exception) {
    refusals.push({
      code: 'EXCEPTION',
      message: `An exception is in force until ${exception.expires}: ${exception.reason}.`,
      next: `Let it expire, or end it: \`connect-guard exceptions end ${bucket}\`.`,
    });
  }
  return refusals;
}

/** Every reason not to write a plan that is meant to close the bucket. */
export function closingRefusals(proposal: Proposal): readonly Refusal[] {
  const { plan, check } = proposal;
  const remaining = check.findings.filter(({ question }) => question !== 'lockout');
  const exposed = remaining.filter(({ question }) => question !== 'grant');
  const refusals = [...neverWritten(proposal)];
  if (exposed.length > 0) {
    refusals.push({
      code: 'EXPOSURE_REMAINS',
      message: `The planned policy would not close the bucket: ${sentences(exposed)}`,
      next: 'Report this: the generated statements should have closed it.',
    });
  }
  if (!changesPolicy(plan) && refusals.length === 0 && remaining.length > 0) {
    refusals.push({
      code: 'FOREIGN_STATEMENT',
      message: `What is left does not come from a statement of the guard: ${sentences(remaining)}`,
      next: 'Change that statement by hand, or set `policies` to replace.',
    });
  }
  return refusals;
}

/** The reasons that no person's wish overrides: somebody who is needed would be locked out. */
export function neverWritten({ plan, planned, check }: Proposal): readonly Refusal[] {
  const refusals: Refusal[] = [];
  const lockouts = check.findings.filter(({ question }) => question === 'lockout');
  const foreign = lockouts.filter((finding) => isForeign(finding, plan.bucket, planned));
  const own = lockouts.filter((finding) => !foreign.includes(finding));
  if (foreign.length > 0) {
    refusals.push({
      code: 'FOREIGN_STATEMENT',
      message: `A statement that is not the guard's stands in the way: ${sentences(foreign)}`,
      next: 'Change that statement by hand, or set `policies` to replace.',
    });
  }
  if (own.length > 0) {
    refusals.push({
      code: 'LOCKS_OUT',
      message: `The planned policy would lock out who is needed: ${sentences(own)}`,
      next: 'Nothing was written.',
    });
  }
  if (plan.bytes > maximumPolicyBytes) {
    refusals.push({
      code: 'TOO_LARGE',
      message: `The planned policy has ${plan.bytes} bytes; S3 takes ${maximumPolicyBytes}.`,
      next: 'Shorten the statements that are not the guard’s, or name fewer principals.',
    });
  }
  return refusals;
}

const sentences = (findings: readonly CheckFinding[]): string =>
  findings.map(({ because }) => because).join(' ');

/** Whether a statement that we may not touch denies it. */
function isForeign(
  { principal, action, resource, context }: CheckFinding,
  bucket: string,
  planned: PolicyDocument | undefined,
): boolean {
  if (!planned) return false;
  const owner = principal.account === undefined ? {} : { resourceAccount: principal.account };
  const { statements } = decide(
    { principal, action, resource, context, ...owner },
    { resource: planned },
  );
  return statements.some(({ index }) => {
    const statement = statementsOf(planned.source)[index];
    return statement !== undefined && !isOurs(statement, bucket);
  });
}
