import type { Arn } from '#shared/connect/arn.ts';
import type { Deployment } from '#shared/connect/deployment.ts';
import type { CheckBucketPolicy, CheckFinding } from '#shared/generate/check-result.ts';
import type { BaselineFacts } from '#shared/generate/facts.ts';
import { keptDigest, noPolicyDigest } from '#shared/policy/digest.ts';
import { type BucketPort, type ClockPort, type StatePort, WriteRejected } from '#shared/ports.ts';
import { backupKey, backupOf } from '#shared/remediation/backup.ts';
import { type Outcome, type OutcomeStatus, outcome, refused } from '#shared/remediation/outcome.ts';
import type { Plan } from '#shared/remediation/plan.ts';
import type { RunBy } from '#shared/remediation/run-by.ts';
import { readPolicy } from '#shared/rules/bucket/live-policy.ts';
import { Retryable } from './errors.ts';
import { type Lease, marginOfAWrite } from './lock.ts';
import { writeReceipt } from './receipts.ts';
import { writeOnce } from './state-keys.ts';

export interface WriteWorld {
  readonly bucket: Pick<BucketPort, 'policy' | 'putPolicy' | 'deletePolicy'>;
  readonly state: StatePort;
  readonly clock: ClockPort;
}

export interface Replacement {
  readonly deployment: Deployment;
  readonly check: CheckBucketPolicy;
  readonly facts: BaselineFacts;
  /** The guard has let it through. */
  readonly plan: Plan;
  readonly executionId: string;
  readonly by: RunBy['kind'];
  /** Of the bucket's lock. */
  readonly lease: Lease;
  /** Those that use the bucket. */
  readonly instances: readonly Arn[];
  /** How it is called when all went well. */
  readonly status: 'REMEDIATED' | 'RESTORED' | 'ADOPTED';
  readonly reason: string;
}

/** Bucket configuration is eventually consistent; a second is usual, a minute is patience. */
const waits = [250, 500, 1000, 2000, 4000, 8000, 15_000, 30_000];

/**
 * The road of every write, under the bucket's lock: back up, re-read, put, read back until it is seen, verify, receipt.
 * Safe to be cut off at any step and to be repeated from the start.
 * @throws Retryable when the new policy is not seen in time, or a step could not be taken.
 */
export async function replacePolicy(world: WriteWorld, replacement: Replacement): Promise<Outcome> {
  const { plan, deployment, executionId } = replacement;
  const { bucket, digestBefore, digestAfter } = plan;
  const backup = backupOf(plan, deployment, {
    madeBy: replacement.status === 'RESTORED' ? 'restore' : 'remediation',
    executionId,
    takenAt: world.clock.now().toISOString(),
  });
  const key = backupKey(backup);
  if (!(await writeOnce(world.state, key, `${JSON.stringify(backup, null, 2)}\n`))) {
    throw new Retryable(`There is already a backup ${key}.`);
  }
  const ends = { backup: key, digestBefore, digestAfter };
  if (!(await isStill(world, replacement, [digestBefore]))) {
    const reason = 'The live policy changed since the plan was made; nothing was written.';
    return outcome('CONFLICT', bucket, reason, ends);
  }
  const rejected = await write(world, bucket, plan.after);
  if (rejected) {
    const next = 'Nothing was changed. Change what S3 names by hand, or set `policies` to replace.';
    const message = `S3 refused the policy: ${rejected.code}: ${rejected.message}.`;
    return refused(bucket, [{ code: 'REJECTED_BY_S3', message, next }], ends);
  }
  const stored = await readUntilSeen(world, bucket, digestBefore, digestAfter);
  const finish = (status: OutcomeStatus, reason: string, findings: readonly CheckFinding[] = []) =>
    finished(world, replacement, key, outcome(status, bucket, reason, { ...ends, findings }));
  if (stored.state === 'other') {
    return finish('CONFLICT', 'Somebody else wrote the policy after us; it was left alone.');
  }
  const shutOut = lockouts(replacement, stored.text);
  if (shutOut.length === 0) return finish(replacement.status, replacement.reason);
  const why = shutOut.map(({ because }) => because).join(' ');
  return finish(...(await takeBack(world, replacement, why)), shutOut);
}

/** The old policy goes back, but only while what is there is ours. */
async function takeBack(
  world: WriteWorld,
  replacement: Replacement,
  why: string,
): Promise<[OutcomeStatus, string]> {
  const { bucket, before, digestBefore, digestAfter } = replacement.plan;
  const ours = await readUntilSeen(world, bucket, digestBefore, digestAfter);
  // A read after the one that saw ours may still see the old one.
  const mayWrite =
    ours.state === 'seen' && (await isStill(world, replacement, [digestAfter, digestBefore]));
  if (!mayWrite) {
    return ['CONFLICT', `What S3 stored locks out (${why}), and somebody else has changed it.`];
  }
  const rejected = await write(world, bucket, before);
  if (rejected) throw new Retryable(`The old policy cannot go back: ${rejected.message} (${why})`);
  const seen = await readUntilSeen(world, bucket, digestAfter, digestBefore);
  return seen.state === 'seen'
    ? ['ROLLED_BACK', `What S3 stored would lock out: ${why}`]
    : ['CONFLICT', `The old policy went back (${why}), and somebody else wrote after us.`];
}

/**
 * The last look before a write: the lock is ours for long enough, and the policy one of these.
 * @throws Retryable when another run has the lock, or this one stood still.
 */
async function isStill(
  world: WriteWorld,
  { plan: { bucket }, lease }: Replacement,
  digests: readonly string[],
): Promise<boolean> {
  await lease.assure();
  const asked = world.clock.now().getTime();
  const isIt = digests.includes(keptDigest(await livePolicy(world, bucket)));
  if (isIt && world.clock.now().getTime() - asked > marginOfAWrite) {
    throw new Retryable('The run stood still before its write: what it read may be long gone.');
  }
  return isIt;
}

function lockouts({ check, facts }: Replacement, text: string | null): readonly CheckFinding[] {
  const stored = readPolicy(text);
  if ('problem' in stored)
    throw new Retryable(`What S3 stored is not understood: ${stored.problem}`);
  return check(facts, stored.document).findings.filter(({ question }) => question === 'lockout');
}

/** Answers what S3 said when it refused the policy for what it says. */
async function write(
  { bucket: port }: WriteWorld,
  bucket: string,
  policy: string | null,
): Promise<WriteRejected | undefined> {
  try {
    await (policy === null ? port.deletePolicy(bucket) : port.putPolicy(bucket, policy));
    return undefined;
  } catch (error) {
    if (error instanceof WriteRejected) return error;
    throw error;
  }
}

/** @throws Retryable when the policy may not be read: nothing is concluded from that. */
export async function livePolicy(
  { bucket: port }: WriteWorld,
  bucket: string,
): Promise<string | null> {
  const live = await port.policy(bucket);
  if (live.state !== 'unreadable') return live.state === 'known' ? live.value : null;
  const { action, code, message } = live.why;
  throw new Retryable(`The live policy cannot be read: ${action}: ${code}: ${message}`);
}

type Seen = { readonly state: 'seen'; readonly text: string | null } | { readonly state: 'other' };

/** The old digest still seen means waiting; a third one means another writer. */
async function readUntilSeen(
  world: WriteWorld,
  bucket: string,
  old: string,
  wanted: string,
): Promise<Seen> {
  for (const wait of [...waits, 0]) {
    const text = await livePolicy(world, bucket);
    const digest = keptDigest(text);
    if (digest === wanted) return { state: 'seen', text };
    if (digest !== old) return { state: 'other' };
    if (wait > 0) await world.clock.sleep(wait);
  }
  const what = wanted === noPolicyDigest ? 'Its deletion' : 'The policy';
  throw new Retryable(`${what} was written to ${bucket} and is not seen yet.`);
}

async function finished(
  world: WriteWorld,
  { plan, deployment, executionId, by, instances }: Replacement,
  backup: string,
  ended: Outcome,
): Promise<Outcome> {
  const { status, reasons } = ended;
  const done = { status, reason: reasons.join(' '), backup, executionId, by, instances };
  return { ...ended, receipt: await writeReceipt(world, deployment, plan, done) };
}
