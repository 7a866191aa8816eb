import type { Arn } from '#shared/connect/arn.ts';
import type { Choice } from '#shared/settings/proposal.ts';
import type { NamedAs } from './impact-actions.ts';

/** Somebody whom the settings may want to name. */
export interface Candidate {
  readonly arn: Arn;
  readonly as: NamedAs;
  /** False: a person has to say so. */
  readonly likely: boolean;
  /** Why, each the end of a sentence about it: `is exempted by the policy of …`. */
  readonly because: readonly string[];
  /** Of an administrator: the instances. */
  readonly instances: readonly Arn[];
  /** Of a workload: what it does on the bucket. */
  readonly actions: readonly string[];
}

/** What a document says of them: the reason is why they were found. */
export function chosen(candidates: readonly Candidate[]): Choice {
  const named = (as: NamedAs) =>
    candidates
      .filter((each) => each.as === as)
      .map((each) => ({ ...each, reason: each.because.join(', ') }));
  return {
    administrators: named('administrator'),
    workloads: named('workload').map(({ arn, reason, actions }) => ({ arn, reason, actions })),
    auditors: named('auditor').map(({ arn, reason }) => ({ arn, reason })),
  };
}
