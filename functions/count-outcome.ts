import type { Outcome } from '#shared/remediation/outcome.ts';
import { isAsIntended } from '#shared/remediation/refusal.ts';
import { count } from './telemetry.ts';

/**
 * Counts how a run ended. An alarm watches the refusals that nobody wanted: what the mode or an
 * exception keeps from being written is no news.
 */
export function countOutcome({ status, refusals }: Outcome): void {
  count(status);
  if (status === 'REFUSED' && !refusals.some(isAsIntended)) count('REFUSED_UNINTENDED');
}
