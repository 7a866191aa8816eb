import { bucketResources } from '#shared/generate/bucket-policy.ts';
import type { BaselineFacts } from '#shared/generate/facts.ts';
import type { PolicyDocument } from '#shared/policy/document.ts';
import { statementsOf } from '#shared/policy/edit.ts';
import { fromRaw } from '#shared/policy/parse.ts';
import { type Comparison, compare } from '#shared/policy/prove/compare.ts';

/**
 * What a plan changes for those whose own policies let them: A is the live policy, B the planned
 * one. `more` says that the live policy lets through what the planned one will not, `onlyA` is such
 * a request; `onlyB` is one that gets through only afterwards.
 */
export const meaningOf = (
  facts: Pick<BaselineFacts, 'partition' | 'account' | 'bucket'>,
  live: PolicyDocument | undefined,
  planned: PolicyDocument | undefined,
): Comparison => compare(amongWilling(facts, live), amongWilling(facts, planned));

/** Most policies of these buckets only deny: what they let through, identity policies must allow. */
function amongWilling(
  { partition, account, bucket }: Pick<BaselineFacts, 'partition' | 'account' | 'bucket'>,
  policy: PolicyDocument | undefined,
): PolicyDocument {
  const willing = {
    Effect: 'Allow',
    Principal: { AWS: account },
    Action: 's3:*',
    Resource: bucketResources(partition, bucket),
  } as const;
  const source = policy?.source ?? { Version: '2012-10-17', Statement: [] };
  return fromRaw({ ...source, Statement: [...statementsOf(source), willing] }, 'resource');
}
