import { MergeRefusedError } from '#shared/policy/errors.ts';
import { readyToPlan } from '#shared/remediation/guard-facts.ts';
import { planBucketPolicy } from '#shared/remediation/plan.ts';
import type { BucketFacts } from '#shared/rules/bucket/facts.ts';
import type { PolicyHandling } from '#shared/settings/settings.ts';

/** The live policy's text, `null` when there is none; undefined while it is not known. */
export function livePolicy({ inspected }: BucketFacts): string | null | undefined {
  if (inspected?.policy.state === 'known') return inspected.policy.value;
  return inspected?.policy.state === 'absent' ? null : undefined;
}

/** What the guard would put; undefined when it would refuse to. */
export function plannedPolicy(
  facts: BucketFacts,
  handling: PolicyHandling,
): string | null | undefined {
  const ready = readyToPlan(facts);
  if (!('baseline' in ready)) return undefined;
  try {
    return planBucketPolicy(ready.baseline.facts, ready.live, ready.before, handling).after;
  } catch (error) {
    if (error instanceof MergeRefusedError) return undefined;
    throw error;
  }
}
