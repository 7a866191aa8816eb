import type { Place } from '#shared/connect/deployment.ts';
import { isJsonObject, objectAt, textAt } from '#shared/connect/json-shape.ts';
import { type Change, parseChange } from './change-event.ts';

/** Why a refresh runs: the clock, somebody who has no usable inventory, or a management event. */
export type Cause =
  | { readonly kind: 'schedule'; readonly reason: string }
  | { readonly kind: 'asked'; readonly reason: string }
  | { readonly kind: 'change'; readonly reason: string; readonly change: Change };

/** What the schedule gives as its reason. */
const scheduleReason = 'schedule';

/**
 * Reads what the function is called with: `{ reason }`, or a management event from EventBridge.
 * @throws InvalidDocument naming the path of the first fault.
 */
export function parseCause(received: unknown, place: Place): Cause {
  if (isJsonObject(received) && received['detail-type'] !== undefined) {
    const change = parseChange(received, place);
    return { kind: 'change', reason: change.name, change };
  }
  const reason = textAt(objectAt(received, '$', ['reason']).reason, 'reason');
  return { kind: reason === scheduleReason ? 'schedule' : 'asked', reason };
}
