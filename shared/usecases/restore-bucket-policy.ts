import type { Arn } from '#shared/connect/arn.ts';
import type { Deployment } from '#shared/connect/deployment.ts';
import { bucketNameAt } from '#shared/connect/names.ts';
import type { CheckBucketPolicy } from '#shared/generate/check-result.ts';
import { neverWritten } from '#shared/remediation/guard.ts';
import { readyToPlan } from '#shared/remediation/guard-facts.ts';
import { callerShutOut } from '#shared/remediation/guard-live.ts';
import { whenRestoring } from '#shared/remediation/guard-restore.ts';
import { type Outcome, outcome, refused, undecided } from '#shared/remediation/outcome.ts';
import { changesPolicy, planOf } from '#shared/remediation/plan.ts';
import { readPolicy } from '#shared/rules/bucket/live-policy.ts';
import type { ExceptionSetting } from '#shared/settings/settings.ts';
import { findBackup, type StoredBackup } from './backups.ts';
import { readBucket } from './bucket-facts.ts';
import type { RemediateWorld } from './close-bucket.ts';
import { isRefusals } from './draft.ts';
import { liveRefusals } from './live-refusals.ts';
import { type Lease, locked } from './lock.ts';
import { readInventory } from './read-inventory.ts';
import { completeReceipt } from './receipts.ts';
import { replacePolicy } from './replace-policy.ts';
import { recordException, withdrawException } from './settings.ts';
import { settled } from './settled.ts';

export interface RestoreRequest {
  readonly deployment: Deployment;
  readonly bucket: string;
  /** The key of a backup in the state bucket; by default the latest of the bucket. */
  readonly backup?: string;
  readonly executionId: string;
  /** How long the exception holds without which AWS Config would undo the restore; by default 7. */
  readonly exceptionDays?: number;
  readonly check: CheckBucketPolicy;
  /** Who restores it with permissions of his own: he must not shut himself out. */
  readonly caller?: Arn;
}

const day = 24 * 60 * 60 * 1000;

/**
 * Puts back what a bucket's policy was, on the road of the remediation. That it opens the bucket
 * is what the person wants; that it locks somebody out is refused as ever. An
 * exception is recorded first, or AWS Config would undo it.
 * @throws InvalidDocument when `bucket` cannot be the name of a bucket.
 * @throws Retryable, or what a port throws, when trying again may help.
 */
export async function restoreBucketPolicy(
  world: RemediateWorld,
  request: RestoreRequest,
): Promise<Outcome> {
  const { deployment, executionId } = request;
  const bucket = bucketNameAt(request.bucket, 'bucket');
  const found = await findBackup(world.state, deployment, bucket, request.backup);
  if ('code' in found) return refused(bucket, [found]);
  return locked(world, { bucket, executionId }, (lease) =>
    restoreAlone(world, { ...request, bucket }, found, lease),
  );
}

async function restoreAlone(
  world: RemediateWorld,
  request: RestoreRequest,
  { key, backup }: StoredBackup,
  lease: Lease,
): Promise<Outcome> {
  const { deployment, bucket, executionId, check, caller } = request;
  const inventory = await readInventory(world, deployment);
  const known = await readBucket(world, deployment, inventory, bucket);
  const ready = readyToPlan(known.facts);
  if (isRefusals(ready)) return refused(bucket, ready);
  const { facts } = ready.baseline;
  const instances = known.facts.use.instances.map(({ arn }) => arn);

  const plan = planOf(bucket, ready.before, backup.before);
  const expires = new Date(world.clock.now().getTime() + (request.exceptionDays ?? 7) * day);
  const exception: ExceptionSetting = {
    bucket,
    // The same for whoever repeats it, so that one takes the place of the other.
    reason: `policy restored from ${key}`,
    expires: expires.toISOString(),
  };
  if (!changesPolicy(plan)) {
    await settled(world, deployment, bucket, ready.before);
    await recordException(world, deployment, exception);
    const live = { bucket, policy: ready.before, instances };
    const run = { executionId, by: 'person' } as const;
    const completed = await completeReceipt(world, deployment, live, run);
    const reason = `The live policy is already what it was; an exception holds until ${exception.expires}.`;
    return outcome('RESTORED', bucket, reason, completed);
  }
  const planned = readPolicy(plan.after);
  if ('problem' in planned) return undecided(bucket, 'planned', [planned.problem]);
  const then = check(facts, planned.document);
  const refusals = [
    ...neverWritten({ plan, planned: planned.document, check: then }),
    ...(await liveRefusals(world, { inventory, facts, ready, planned: planned.document })),
    ...(caller ? callerShutOut(facts, planned.document, caller) : []),
  ];
  const restored = { facts, policy: planned.document, key };
  if (refusals.length > 0) {
    const { findings } = then;
    return refused(bucket, whenRestoring(refusals, restored), { findings });
  }
  const unsure = then.undecided.filter((reason) => reason.startsWith('lockout'));
  if (unsure.length > 0) return undecided(bucket, 'planned', unsure);

  await recordException(world, deployment, exception);
  const done = await replacePolicy(world, {
    deployment,
    check,
    facts,
    plan,
    executionId,
    by: 'person',
    lease,
    instances,
    status: 'RESTORED',
    reason: `Restored from ${key}; an exception holds until ${exception.expires}.`,
  });
  // What was not restored is not left unguarded.
  if (done.status !== 'RESTORED') await withdrawException(world, deployment, exception);
  return done.status === 'REFUSED'
    ? { ...done, ...refused(bucket, whenRestoring(done.refusals, restored)) }
    : done;
}
