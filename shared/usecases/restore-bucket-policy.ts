import type { Deployment } from '#shared/connect/deployment.ts';
import { bucketNameAt } from '#shared/connect/names.ts';
import type { CheckBucketPolicy } from '#shared/generate/check-result.ts';
import { PolicySyntaxError } from '#shared/policy/errors.ts';
import type { StatePort } from '#shared/ports.ts';
import { type Backup, backupPrefix, parseBackup } from '#shared/remediation/backup.ts';
import { neverWritten } from '#shared/remediation/guard.ts';
import { readyToPlan } from '#shared/remediation/guard-facts.ts';
import { type Outcome, outcome, refused } from '#shared/remediation/outcome.ts';
import { changesPolicy, planOf } from '#shared/remediation/plan.ts';
import type { Refusal } from '#shared/remediation/refusal.ts';
import { readPolicy } from '#shared/rules/bucket/live-policy.ts';
import { readBucket } from './bucket-facts.ts';
import { Retryable } from './errors.ts';
import { readInventory } from './read-inventory.ts';
import { isRefusals, type RemediateWorld, undecided } from './remediate-bucket-policy.ts';
import { replacePolicy } from './replace-policy.ts';
import { isFault, recordException, withdrawException } from './settings.ts';

export interface RestoreRequest {
  readonly deployment: Deployment;
  readonly bucket: string;
  /** The key of a backup in the state bucket; by default the latest of the bucket. */
  readonly backup?: string;
  readonly executionId: string;
  /** How long the exception holds without which AWS Config would undo the restore; by default 7. */
  readonly exceptionDays?: number;
  readonly check: CheckBucketPolicy;
}

const day = 24 * 60 * 60 * 1000;

/**
 * Puts back what a bucket's policy was, on the road of the remediation. That it opens the bucket
 * is what the person wants; that it locks somebody out is refused as ever.
 * @throws InvalidDocument when `bucket` cannot be the name of a bucket.
 * @throws Retryable, or what a port throws, when trying again may help.
 */
export async function restoreBucketPolicy(
  world: RemediateWorld,
  request: RestoreRequest,
): Promise<Outcome> {
  const { deployment, executionId, check } = request;
  const bucket = bucketNameAt(request.bucket, 'bucket');
  const found = await findBackup(world.state, deployment, bucket, request.backup);
  if ('code' in found) return refused(bucket, [found]);
  const { key, backup } = found;
  const inventory = await readInventory(world, deployment);
  const { facts } = await readBucket(world, deployment, inventory, bucket);
  const ready = readyToPlan(facts);
  if (isRefusals(ready)) return refused(bucket, ready);

  const plan = planOf(bucket, ready.before, backup.before);
  if (!changesPolicy(plan)) {
    return outcome('RESTORED', bucket, 'The live policy is already what it was.');
  }
  const planned = readPolicy(plan.after);
  if ('problem' in planned) return undecided(bucket, 'planned', [planned.problem]);
  const then = check(ready.baseline.facts, planned.document);
  const refusals = neverWritten({ plan, planned: planned.document, check: then });
  if (refusals.length > 0) return refused(bucket, refusals, { findings: then.findings });
  const unsure = then.undecided.filter((reason) => reason.startsWith('lockout'));
  if (unsure.length > 0) return undecided(bucket, 'planned', unsure);

  const expires = new Date(world.clock.now().getTime() + (request.exceptionDays ?? 7) * day);
  const exception = {
    bucket,
    reason: `policy restored from ${key} by ${executionId}`,
    expires: expires.toISOString(),
  };
  await recordException(world, deployment, exception);
  const reason = `Restored from ${key}; an exception holds until ${expires.toISOString()}.`;
  const done = await replacePolicy(world, {
    deployment,
    check,
    facts: ready.baseline.facts,
    plan,
    executionId,
    status: 'RESTORED',
    reason,
  });
  // What was not restored is not left unguarded.
  if (done.status !== 'RESTORED') await withdrawException(world, deployment, exception);
  return done;
}

const unusable = (message: string): Refusal => ({
  code: 'BACKUP_UNUSABLE',
  message,
  next: 'Name another with its key in the state bucket (backups/BUCKET/…).',
});

interface Found {
  readonly key: string;
  readonly backup: Backup;
}

/** The named backup, or the last that a remediation made: keys sort by time. */
async function findBackup(
  state: StatePort,
  deployment: Deployment,
  bucket: string,
  named: string | undefined,
): Promise<Found | Refusal> {
  const keys = named === undefined ? await backupKeys(state, bucket) : [named];
  for (const key of keys) {
    const backup = await readBackup(state, key, bucket, deployment);
    if ('code' in backup) return backup;
    if (named !== undefined || backup.madeBy === 'remediation') return { key, backup };
  }
  return unusable('There is no backup of this bucket.');
}

async function backupKeys(state: StatePort, bucket: string): Promise<readonly string[]> {
  const keys = await state.list(backupPrefix(bucket));
  if (keys.state === 'unreadable') {
    const { action, code, message } = keys.why;
    throw new Retryable(`The backups cannot be listed: ${action}: ${code}: ${message}`);
  }
  return keys.state === 'known' ? keys.value.toSorted().toReversed() : [];
}

async function readBackup(
  state: StatePort,
  key: string,
  bucket: string,
  deployment: Deployment,
): Promise<Backup | Refusal> {
  if (!key.startsWith(backupPrefix(bucket))) return unusable(`${key} is no backup of ${bucket}.`);
  const stored = await state.read(key);
  if (stored.state === 'absent') return unusable(`There is no ${key}.`);
  if (stored.state === 'unreadable') {
    const { action, code, message } = stored.why;
    throw new Retryable(`${key} cannot be read: ${action}: ${code}: ${message}`);
  }
  try {
    return parseBackup(stored.value.body, bucket, deployment);
  } catch (error) {
    if (!isFault(error) && !(error instanceof PolicySyntaxError)) throw error;
    return unusable(`${key} cannot be used: ${error.message}.`);
  }
}
