import type { Deployment } from '#shared/connect/deployment.ts';
import { keptDigest } from '#shared/policy/digest.ts';
import { Retryable } from './errors.ts';
import { lastOfOurs } from './receipts.ts';
import { livePolicy, type WriteWorld } from './replace-policy.ts';

/** A bucket's configuration is seen everywhere after seconds: two minutes are patience. */
const recent = 120_000;
const waits = [1000, 2000, 4000, 8000];

/**
 * Makes sure that a policy is there and not merely still seen: what a read shows may be older than
 * the last write of ours.
 * @throws Retryable when it was.
 */
export async function settled(
  world: WriteWorld,
  deployment: Deployment,
  bucket: string,
  policy: string | null,
): Promise<void> {
  const last = await lastOfOurs(world.state, deployment, bucket);
  if (!last) return;
  const { digestBefore, digestAfter, takenAt } = last.backup;
  const digest = keptDigest(policy);
  const age = world.clock.now().getTime() - Date.parse(takenAt);
  if (digest !== digestBefore || digest === digestAfter || age > recent) return;
  for (const wait of waits) {
    await world.clock.sleep(wait);
    if (keptDigest(await livePolicy(world, bucket)) !== digest) {
      throw new Retryable(`${bucket} was seen as it was before the last write. Try again.`);
    }
  }
}
