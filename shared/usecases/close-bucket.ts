import type { Deployment } from '#shared/connect/deployment.ts';
import type { Inventory } from '#shared/connect/inventory.ts';
import { optional } from '#shared/connect/json-shape.ts';
import { bucketNameAt } from '#shared/connect/names.ts';
import type { CheckBucketPolicy } from '#shared/generate/check-result.ts';
import { digestOf } from '#shared/policy/digest.ts';
import { namesOf, planChanged } from '#shared/remediation/guard-person.ts';
import { type Outcome, outcome, refused, undecided } from '#shared/remediation/outcome.ts';
import { changesPolicy } from '#shared/remediation/plan.ts';
import type { Refusal } from '#shared/remediation/refusal.ts';
import type { RunBy } from '#shared/remediation/run-by.ts';
import { recordApproval, withdrawApprovals } from './approvals.ts';
import { type Draft, type Drafted, type DraftWorld, draftOf } from './draft.ts';
import { endFight, fightOver, recordFight } from './fights.ts';
import { type Lease, locked } from './lock.ts';
import { readInventory } from './read-inventory.ts';
import { completeReceipt } from './receipts.ts';
import { replacePolicy, type WriteWorld } from './replace-policy.ts';

export type RemediateWorld = DraftWorld & WriteWorld;

export interface CloseRequest {
  readonly deployment: Deployment;
  readonly bucket: string;
  /** Of the SSM execution, or what a person's command is called by. */
  readonly executionId: string;
  readonly check: CheckBucketPolicy;
  readonly by: RunBy;
  /** How it is called when all went well. */
  readonly status: 'REMEDIATED' | 'ADOPTED';
  /** Further reasons not to write. */
  readonly refuse?: (known: Drafted) => readonly Refusal[];
}

interface Run extends CloseRequest {
  readonly inventory: Inventory;
  readonly lease: Lease;
}

/**
 * Closes a bucket, while no other run works on it: read live, plan, guard, back up, re-read, put,
 * read back, verify, receipt. Refused, undecided and already compliant are outcomes.
 * @throws InvalidDocument when `bucket` cannot be the name of a bucket.
 * @throws Retryable, or what a port throws, when trying again may help.
 */
export async function closeBucket(world: RemediateWorld, request: CloseRequest): Promise<Outcome> {
  const bucket = bucketNameAt(request.bucket, 'bucket');
  const inventory = await readInventory(world, request.deployment);
  return locked(world, request, (lease) =>
    closeAlone(world, { ...request, bucket, inventory, lease }),
  );
}

async function closeAlone(world: RemediateWorld, run: Run): Promise<Outcome> {
  const { by } = run;
  const draft = await draftOf(world, {
    ...run,
    by: by.kind,
    ...(by.kind === 'person' && { caller: by.caller }),
  });
  const ended = await closeDrafted(world, run, draft);
  return { ...optional('digestBefore', draft.digestBefore), ...ended };
}

async function closeDrafted(world: RemediateWorld, run: Run, draft: Draft): Promise<Outcome> {
  const { bucket, by } = run;
  const { known, undecided: unsure } = draft;
  if (unsure) return undecided(bucket, unsure.which, unsure.reasons);
  const refusals = [...draft.refusals, ...furtherRefusals(run, known)];
  if (!known || refusals.length > 0) return notWritten(world, bucket, known, refusals);
  const { plan } = known;
  if (known.now.verdict === 'COMPLIANT' || !plan || !changesPolicy(plan)) {
    return alreadyThere(world, run, draft, known);
  }
  await decided(world, run, known);
  if (by.kind !== 'automation') await endFight(world, bucket);
  const done = await replacePolicy(world, {
    ...run,
    by: by.kind,
    facts: known.facts,
    plan,
    instances: draft.instances,
    reason: reasonOf(known, bucket),
  });
  // The policy is written: what fails here, the run makes good that would have been one too many.
  if (by.kind === 'automation') await foreseeFight(world, run, draft).catch(() => {});
  return done;
}

/** The rule has to know at the next change that this was the last write: it is asked before us. */
async function foreseeFight(
  world: RemediateWorld,
  { deployment, bucket }: Run,
  { limit }: Draft,
): Promise<void> {
  const fight = await fightOver(world, deployment, bucket, limit);
  if (fight) await recordFight(world, fight);
}

/** What was shown to a person is what is written; and what else the caller asks for. */
function furtherRefusals({ by, bucket, refuse }: Run, known: Drafted | undefined) {
  if (!known) return [];
  const shown = by.kind === 'automation' ? undefined : by.planned;
  // Where nothing is to be written, what is there must be it: otherwise others are let in for good.
  const digest = known.plan?.digestAfter ?? digestOf(known.ready.before);
  return [
    ...(refuse?.(known) ?? []),
    ...(shown !== undefined && shown !== digest ? [planChanged(bucket, shown, digest)] : []),
  ];
}

async function notWritten(
  world: RemediateWorld,
  bucket: string,
  known: Drafted | undefined,
  refusals: readonly Refusal[],
): Promise<Outcome> {
  const findings = known?.now.findings ?? [];
  if (!known?.fight) return refused(bucket, refusals, { findings });
  await recordFight(world, known.fight);
  return { ...refused(bucket, refusals, { findings }), status: 'FIGHTING' };
}

/** The live policy is closed, or all that can be done is done: what an earlier run left is completed. */
async function alreadyThere(
  world: RemediateWorld,
  run: Run,
  { instances }: Draft,
  known: Drafted,
): Promise<Outcome> {
  const { bucket, deployment, executionId, by } = run;
  await decided(world, run, known);
  if (by.kind !== 'automation') await endFight(world, bucket);
  const live = { bucket, policy: known.ready.before, instances };
  const completed = await completeReceipt(world, deployment, live, { executionId, by: by.kind });
  const reason =
    known.now.verdict === 'COMPLIANT'
      ? 'The live policy is closed; nothing was written.'
      : 'The live policy is what was planned.';
  return outcome('ALREADY_COMPLIANT', bucket, reason, completed);
}

/**
 * Before the policy is written: cut off in between, the guard must not take out again whom a person
 * lets in, nor by itself let in again whom it takes out.
 */
async function decided(
  { state, clock }: RemediateWorld,
  { deployment, by, executionId }: Run,
  { facts, ready }: Drafted,
): Promise<void> {
  if (by.kind !== 'automation') {
    const who = by.kind === 'person' ? by.caller : executionId;
    return recordApproval(state, deployment, facts, { by: who, at: clock.now().toISOString() });
  }
  const { setAside, facts: named } = ready.baseline;
  if (setAside.length === 0) await withdrawApprovals(state, deployment, named);
}

function reasonOf({ now, waiting }: Drafted, bucket: string): string {
  const closed = `Closed: ${now.findings[0]?.because ?? 'the live policy was open'}`;
  return waiting.length === 0
    ? closed
    : `${closed} Left out, for no person has let them in yet (connect-guard apply ${bucket}): ${namesOf(waiting)}.`;
}
