import type { Deployment } from '#shared/connect/deployment.ts';
import { outcomeNotification } from '#shared/remediation/notification.ts';
import { outcome } from '#shared/remediation/outcome.ts';
import { forever, type NotifyWorld, tellOnce } from './notices.ts';
import type { RecentWrite } from './recent-writes.ts';

/** What Systems Manager calls an execution; runs by hand have names of another kind. */
const ofAutomation = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Tells people once of each write that somebody made with credentials of their own: a function tells
 * of its own runs, the command line does not.
 * @returns of how many they were told now
 * @throws what publishing throws.
 */
export async function tellRunsByHand(
  world: NotifyWorld,
  deployment: Deployment,
  writes: readonly RecentWrite[],
): Promise<number> {
  let told = 0;
  for (const { name, receipt } of writes) {
    const { status, bucket, reason, backup, executionId, instances } = receipt;
    if (ofAutomation.test(executionId)) continue;
    const message = () =>
      outcomeNotification(outcome(status, bucket, reason, { backup }), {
        place: deployment,
        executionId,
        instances,
      });
    if (await tellOnce(world, `notices/runs/${name}`, status, message, forever)) told += 1;
  }
  return told;
}
