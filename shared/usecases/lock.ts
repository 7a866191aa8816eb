import { randomUUID } from 'node:crypto';
import type { ClockPort, StatePort } from '#shared/ports.ts';
import { type Lock, lockKey, parseLock } from '#shared/remediation/lock.ts';
import { Retryable } from './errors.ts';
import { openDocument, type StoredDocument, Superseded } from './stored-document.ts';

export interface LockWorld {
  readonly state: StatePort;
  readonly clock: ClockPort;
}

/** A lock that is held. */
export interface Lease {
  /**
   * To be asked right before each write: then nobody else may write for a minute.
   * @throws Retryable when another run has taken the lock over.
   */
  assure(): Promise<void>;
}

/** Longer than a Lambda function of ours lives, in milliseconds. */
const leaseTime = 300_000;
/** Reading the policy again and writing it, each tried three times, take no longer: milliseconds. */
export const marginOfAWrite = 60_000;
const patience = 60_000;
const waits = [500, 1000, 2000, 5000];

/**
 * Runs while no other run of the guard works on the bucket. The lock is an object of the state
 * bucket, written conditionally; one whose time is over is taken over.
 * @throws Retryable when another run holds it for longer than a minute.
 */
export async function locked<T>(
  world: LockWorld,
  { bucket, executionId }: { readonly bucket: string; readonly executionId: string },
  run: (lease: Lease) => Promise<T>,
): Promise<T> {
  const owner = `${executionId} ${randomUUID()}`;
  const held = await acquire(world, bucket, owner);
  const left = () => Date.parse(held.value?.until ?? '') - world.clock.now().getTime();
  const assure = async () => {
    if (left() < marginOfAWrite) await renew(held, world.clock, owner, bucket);
  };
  try {
    return await run({ assure });
  } finally {
    // What could not be released is over by itself.
    if (left() > 0) await held.write(lockOf(owner, world.clock, 0)).catch(() => {});
  }
}

const lockOf = (owner: string, clock: ClockPort, milliseconds: number): Lock => ({
  version: 1,
  owner,
  until: new Date(clock.now().getTime() + milliseconds).toISOString(),
});

async function acquire(
  { state, clock }: LockWorld,
  bucket: string,
  owner: string,
): Promise<StoredDocument<Lock>> {
  const giveUp = clock.now().getTime() + patience;
  for (let attempt = 0; ; attempt++) {
    const stored = await openDocument(state, lockKey(bucket), parseLock);
    const now = clock.now().getTime();
    const isFree = !stored.value || Date.parse(stored.value.until) <= now;
    if (isFree && (await wrote(stored, lockOf(owner, clock, leaseTime)))) return stored;
    if (now >= giveUp) {
      throw new Retryable(
        `Another run works on ${bucket}: ${stored.value?.owner ?? 'unknown'}, until ${stored.value?.until ?? 'it ends'}. Try again then.`,
      );
    }
    await clock.sleep(waits[Math.min(attempt, waits.length - 1)] ?? 0);
  }
}

async function renew(
  held: StoredDocument<Lock>,
  clock: ClockPort,
  owner: string,
  bucket: string,
): Promise<void> {
  if (await wrote(held, lockOf(owner, clock, leaseTime))) return;
  throw new Retryable(`Another run has taken ${bucket} over. Nothing more was written.`);
}

async function wrote(stored: StoredDocument<Lock>, lock: Lock): Promise<boolean> {
  try {
    await stored.write(lock);
    return true;
  } catch (error) {
    if (error instanceof Superseded) return false;
    throw error;
  }
}
