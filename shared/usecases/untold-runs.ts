import type { Deployment } from '#shared/connect/deployment.ts';
import { outcomeNotification } from '#shared/remediation/notification.ts';
import { outcome } from '#shared/remediation/outcome.ts';
import { forever, type NotifyWorld, tellOnce, writeNoticeKey } from './notices.ts';
import type { RecentWrite } from './recent-writes.ts';

/** What Systems Manager calls an execution; runs by hand have names of another kind. */
const ofAutomation = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Milliseconds in which a function that has written a receipt has told of it, if it lives. */
const timeToTell = 10 * 60_000;

/**
 * Tells people once of each write that they have not been told of: a function tells of its own runs,
 * unless it was cut off, the command line does not.
 * @returns of how many they were told now
 * @throws what publishing throws.
 */
export async function tellUntoldRuns(
  world: NotifyWorld,
  deployment: Deployment,
  writes: readonly RecentWrite[],
): Promise<number> {
  let told = 0;
  for (const { name, receipt } of writes) {
    const { status, bucket, reason, backup, executionId, instances, at } = receipt;
    const age = world.clock.now().getTime() - Date.parse(at);
    if (ofAutomation.test(executionId) && age < timeToTell) continue;
    const message = () =>
      outcomeNotification(outcome(status, bucket, reason, { backup }), {
        place: deployment,
        executionId,
        instances,
      });
    if (await tellOnce(world, writeNoticeKey(`receipts/${name}`), status, message, forever))
      told += 1;
  }
  return told;
}
