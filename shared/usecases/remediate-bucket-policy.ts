import type { Deployment } from '#shared/connect/deployment.ts';
import { bucketNameAt } from '#shared/connect/names.ts';
import type { CheckBucketPolicy } from '#shared/generate/check-result.ts';
import { MergeRefusedError } from '#shared/policy/errors.ts';
import { closingRefusals, permissionRefusals } from '#shared/remediation/guard.ts';
import { type Ready, readyToPlan } from '#shared/remediation/guard-facts.ts';
import { type Outcome, outcome, refused } from '#shared/remediation/outcome.ts';
import { changesPolicy, type Plan, planBucketPolicy } from '#shared/remediation/plan.ts';
import type { Refusal } from '#shared/remediation/refusal.ts';
import { readPolicy } from '#shared/rules/bucket/live-policy.ts';
import type { PolicyHandling } from '#shared/settings/settings.ts';
import { type ReadWorld, readBucket } from './bucket-facts.ts';
import { readInventory } from './read-inventory.ts';
import { replacePolicy, type WriteWorld } from './replace-policy.ts';

export type RemediateWorld = ReadWorld & WriteWorld;

export interface RemediateRequest {
  readonly deployment: Deployment;
  readonly bucket: string;
  /** Of the SSM execution, or what a person's command is called by. */
  readonly executionId: string;
  readonly check: CheckBucketPolicy;
}

/**
 * Closes a bucket: read live, plan, guard, back up, re-read, put, read back, verify, receipt.
 * Refused, undecided and already compliant are outcomes.
 * @throws InvalidDocument when `bucket` cannot be the name of a bucket.
 * @throws Retryable, or what a port throws, when trying again may help.
 */
export async function remediateBucketPolicy(
  world: RemediateWorld,
  { deployment, bucket: name, executionId, check }: RemediateRequest,
): Promise<Outcome> {
  const bucket = bucketNameAt(name, 'bucket');
  const inventory = await readInventory(world, deployment);
  const { facts, mode, policies } = await readBucket(world, deployment, inventory, bucket);
  const ready = readyToPlan(facts);
  if (isRefusals(ready)) return refused(bucket, ready);
  const baseline = ready.baseline.facts;

  const now = check(baseline, ready.live);
  if (now.verdict === 'COMPLIANT') {
    return outcome('ALREADY_COMPLIANT', bucket, 'The live policy is closed; nothing was written.');
  }
  if (now.verdict === 'UNDECIDED') return undecided(bucket, 'live', now.undecided);
  const permission = permissionRefusals({ mode, ...pick(ready.inspected.exception) });
  const plan = planFor(ready, policies);
  if (!('after' in plan)) return refused(bucket, [...permission, plan], { findings: now.findings });
  const planned = readPolicy(plan.after);
  if ('problem' in planned) return undecided(bucket, 'planned', [planned.problem]);
  const then = check(baseline, planned.document);
  if (then.undecided.length > 0) return undecided(bucket, 'planned', then.undecided);
  const refusals = [
    ...permission,
    ...closingRefusals({ plan, planned: planned.document, check: then }),
  ];
  if (refusals.length > 0) return refused(bucket, refusals, { findings: now.findings });
  if (!changesPolicy(plan)) {
    return outcome('ALREADY_COMPLIANT', bucket, 'The live policy is what was planned.');
  }
  const reason = `Closed: ${now.findings[0]?.because ?? 'the live policy was open'}`;
  return replacePolicy(world, {
    deployment,
    check,
    facts: baseline,
    plan,
    executionId,
    status: 'REMEDIATED',
    reason,
  });
}

export const isRefusals = (ready: Ready | readonly Refusal[]): ready is readonly Refusal[] =>
  Array.isArray(ready);

const pick = (exception: Ready['inspected']['exception']) => (exception ? { exception } : {});

export const undecided = (
  bucket: string,
  which: 'live' | 'planned',
  reasons: readonly string[],
): Outcome =>
  outcome(
    'UNDECIDED',
    bucket,
    `What the ${which} policy means could not be decided: ${reasons.join('; ') || 'no reason given'}. Nothing was written.`,
  );

function planFor({ baseline, live, before }: Ready, policies: PolicyHandling): Plan | Refusal {
  try {
    return planBucketPolicy(baseline.facts, live, before, policies);
  } catch (error) {
    if (!(error instanceof MergeRefusedError)) throw error;
    return {
      code: 'FOREIGN_STATEMENT',
      message: `The guard's statements cannot stand beside the others: ${error.message}.`,
      next: 'Change that statement by hand, or set `policies` to replace.',
    };
  }
}
