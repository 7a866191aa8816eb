import type { Unreadable } from '#shared/connect/fact.ts';
import type { Inventory } from '#shared/connect/inventory.ts';
import { instancesOf } from '#shared/connect/resource-use.ts';
import type { RefreshState } from './refresh-state.ts';

export type RefreshStatus =
  /** All of it was taken. */
  | 'REFRESHED'
  /** The time is up: the next run goes on. */
  | 'PARTIAL'
  /** Parts were taken anew. */
  | 'CHANGED'
  /** Nothing was to be done. */
  | 'FRESH'
  /** Somebody tried, or started the rules, a moment ago. */
  | 'COALESCED'
  /** Nothing was taken, rules were started. */
  | 'STARTED'
  /** The change is about nothing of Connect's, or did not happen. */
  | 'UNRELATED'
  /** Somebody else is at it. */
  | 'SUPERSEDED';

export interface RefreshOutcome {
  readonly status: RefreshStatus;
  /** Absent while there is no inventory. */
  readonly takenAt?: string;
  readonly instances: number;
  /** The parts that could not be read. */
  readonly unreadable: readonly Unreadable[];
  /** How many parts the next run takes again. */
  readonly pending: number;
}

export const report = (
  status: RefreshStatus,
  inventory: Inventory | undefined,
  state?: RefreshState,
): RefreshOutcome => ({
  status,
  ...(inventory && { takenAt: inventory.takenAt }),
  instances: inventory ? instancesOf(inventory).length : 0,
  unreadable: inventory ? unreadableParts(inventory) : [],
  pending: state?.pending.length ?? 0,
});

export function unreadableParts(inventory: Inventory): readonly Unreadable[] {
  const facts = [
    ...instancesOf(inventory).flatMap(({ serviceRole, storage, attributes }) => [
      serviceRole,
      ...Object.values(storage),
      ...Object.values(attributes),
    ]),
    ...Object.values(inventory.buckets),
    ...Object.values(inventory.keys),
    ...Object.values(inventory.streams),
    ...Object.values(inventory.deliveryStreams),
    inventory.deliveryStreamsSearched,
  ];
  return facts.flatMap((fact) => (fact.state === 'unreadable' ? [fact.why] : []));
}
