import type { Deployment } from '#shared/connect/deployment.ts';
import { explainedIn, notification } from '#shared/connect/notification.ts';
import { recorderTrouble } from '#shared/connect/recorder.ts';
import type { RecorderPort } from '#shared/ports.ts';
import { Retryable } from './errors.ts';
import { type NotifyWorld, tellOnce } from './notices.ts';

export interface RecorderWorld extends NotifyWorld {
  readonly recorder: RecorderPort;
}

/**
 * Tells people when AWS Config's recorder is off or blind: then what changes is judged once a day at
 * most, and what the rules say may be old.
 * @returns whether it is
 * @throws Retryable when it cannot be seen; what publishing throws.
 */
export async function tellRecorder(
  world: RecorderWorld,
  { account, region }: Deployment,
): Promise<boolean> {
  const recorders = await world.recorder.statuses();
  if (recorders.state === 'unreadable') {
    const { action, code, message } = recorders.why;
    throw new Retryable(
      `Whether AWS Config records cannot be seen: ${action}: ${code}: ${message}`,
    );
  }
  const trouble = recorderTrouble(recorders.state === 'known' ? recorders.value : []);
  const message = () =>
    trouble &&
    notification('AWS Config does not see changes', [
      `${trouble.what} Meanwhile what changes in account ${account}, region ${region} is judged once a day at most.`,
      trouble.next,
      `What else is not in order:\n  connect-guard doctor --region ${region}`,
      explainedIn('the-recorder'),
    ]);
  await tellOnce(world, 'notices/recorder.json', trouble?.what ?? 'none', message);
  return trouble !== undefined;
}
