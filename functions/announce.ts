import type { Outcome } from '#shared/remediation/outcome.ts';
import { tellPeople } from '#shared/usecases/tell-people.ts';
import { deployment } from './deployment.ts';
import { notify } from './ports/notify.ts';
import { clock, state } from './ports.ts';
import { count, logger } from './telemetry.ts';

/** Tells people how a run ended. A run that has ended does not fail because nobody could be told. */
export async function announce(outcome: Outcome, executionId: string): Promise<void> {
  const world = { state: state(), clock, notify: notify() };
  const fault = await tellPeople(world, { deployment: deployment(), outcome, executionId });
  if (fault !== undefined) notTold(fault);
}

/** An alarm watches the count: that is how people learn that they do not learn. */
export function notTold(fault: string): void {
  count('NOTIFICATION_FAILED');
  logger.error('nobody was told', { fault });
}
