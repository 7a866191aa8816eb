import type { Arn } from '#shared/connect/arn.ts';
import type { Deployment } from '#shared/connect/deployment.ts';
import { bucketNameAt } from '#shared/connect/names.ts';
import { maximumPolicyBytes } from '#shared/generate/bucket-policy.ts';
import type { CheckBucketPolicy, CheckResult } from '#shared/generate/check-result.ts';
import type { Comparison } from '#shared/policy/prove/compare.ts';
import { pendingIn } from '#shared/remediation/approval.ts';
import { type Exempt, exemptIn } from '#shared/remediation/exempt.ts';
import { meaningOf } from '#shared/remediation/meaning.ts';
import type { Plan } from '#shared/remediation/plan.ts';
import type { Refusal } from '#shared/remediation/refusal.ts';
import {
  type StatementDifference,
  statementDifference,
} from '#shared/remediation/statement-difference.ts';
import type { SetAside } from '#shared/rules/bucket/facts.ts';
import { readApproval } from './approvals.ts';
import { type Draft, type DraftWorld, draftOf } from './draft.ts';
import { readInventory } from './read-inventory.ts';

export interface PlanRequest {
  readonly deployment: Deployment;
  readonly bucket: string;
  readonly check: CheckBucketPolicy;
  /** On whose word it would be written. */
  readonly by: 'person' | 'automation';
  /** With `person`: who. */
  readonly caller?: Arn;
}

/** What would be done to a bucket, and everything that can be said of it. */
export interface BucketPlan {
  readonly bucket: string;
  /** Those that use it. */
  readonly instances: readonly Arn[];
  /** How the live policy stands to the baseline; undefined when too little is known. */
  readonly now?: CheckResult;
  /** The live policy, byte for byte; `null`: none. Undefined when too little is known. */
  readonly live?: string | null;
  /** Undefined when nothing is to be done, or nothing can be. */
  readonly plan?: Plan;
  readonly then?: CheckResult;
  /** Every reason not to write it. */
  readonly refusals: readonly Refusal[];
  /** Why it cannot be decided: then nothing is written either. */
  readonly undecided: readonly string[];
  readonly statements: StatementDifference;
  /** Live (A) against planned (B): see {@link meaningOf}. */
  readonly meaning?: Comparison;
  /** Of the planned policy, in UTF-8; 0 without a plan. */
  readonly bytes: number;
  readonly maximumBytes: number;
  /** Of the planned policy: what `apply` and an approval are held to. */
  readonly digest?: string;
  /** ARNs, and names of services, that no person has let in yet. */
  readonly newPrincipals: readonly string[];
  /** Whom the planned policy lets in; without a plan, whom it should. */
  readonly exempt: readonly Exempt[];
  /** Whom the settings name and the plan leaves out, and why. */
  readonly setAside: readonly SetAside[];
  /** What a tag of the bucket asks for: whoever may tag a bucket must not open it by that. */
  readonly exceptionAsked?: string;
}

/** Its value is the reason. */
const exceptionTag = 'connect-storage-guard:exception';

/**
 * Plans what `remediateBucketPolicy` would do, and writes nothing.
 * @throws InvalidDocument when `bucket` cannot be the name of a bucket.
 * @throws Retryable, or what a port throws, when trying again may help.
 */
export async function planBucket(world: DraftWorld, request: PlanRequest): Promise<BucketPlan> {
  const bucket = bucketNameAt(request.bucket, 'bucket');
  const inventory = await readInventory(world, request.deployment);
  const draft = await draftOf(world, { ...request, bucket, inventory });
  return { ...(await told(world, request.deployment, bucket, draft)), ...untouched(draft, bucket) };
}

const untouched = ({ instances, refusals, undecided }: Draft, bucket: string) => ({
  bucket,
  instances,
  refusals,
  undecided: undecided?.reasons ?? [],
  maximumBytes: maximumPolicyBytes,
});

async function told(
  { state, configuration }: DraftWorld,
  deployment: Deployment,
  bucket: string,
  { known }: Draft,
) {
  const nothing = { removed: [], added: [], kept: [] };
  if (!known) return { statements: nothing, bytes: 0, newPrincipals: [], exempt: [], setAside: [] };
  const { ready, facts, now, plan, planned, then } = known;
  const approval = await readApproval(state, bucket, deployment);
  const all = exemptIn(ready.baseline.facts, deployment);
  const tags = await configuration.tags(bucket);
  const asked = tags.state === 'known' ? tags.value[exceptionTag] : undefined;
  const waiting = pendingIn(all, approval.state === 'known' ? approval.value : undefined);
  return {
    now,
    live: ready.before,
    newPrincipals: waiting.map(({ arn }) => arn),
    exempt: exemptIn(facts, deployment),
    setAside: ready.baseline.setAside,
    bytes: plan?.bytes ?? 0,
    statements: plan ? statementDifference(ready.live, planned) : nothing,
    ...(plan && {
      plan,
      digest: plan.digestAfter,
      meaning: meaningOf(facts, ready.live, planned),
    }),
    ...(then && { then }),
    ...(asked !== undefined && { exceptionAsked: asked }),
  };
}
