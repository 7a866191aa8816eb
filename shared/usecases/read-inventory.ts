import type { Deployment } from '#shared/connect/deployment.ts';
import type { Inventory } from '#shared/connect/inventory.ts';
import { inventoryKey, parseInventory } from '#shared/connect/stored-inventory.ts';
import type { ClockPort, RefreshPort, StatePort } from '#shared/ports.ts';
import { Retryable } from './errors.ts';
import { isFault } from './settings.ts';

/** What it takes to read the inventory. */
export interface InventoryWorld {
  readonly state: StatePort;
  readonly clock: ClockPort;
  /** Evaluators have it; the remediator may not ask for an inventory. */
  readonly refresh?: RefreshPort;
}

/** In milliseconds. The daily schedule, with room for being late. */
export const staleAfter = 26 * 60 * 60 * 1000;

/**
 * The stored inventory. Connect itself is never asked here.
 * @throws Retryable when it is missing, unreadable, malformed or older than 26 hours; a fresh one
 *   is then asked for.
 */
export async function readInventory(
  world: InventoryWorld,
  deployment: Deployment,
): Promise<Inventory> {
  const inventory = await storedInventory(world.state, deployment);
  const age =
    typeof inventory === 'string'
      ? Number.POSITIVE_INFINITY
      : world.clock.now().getTime() - Date.parse(inventory.takenAt);
  if (typeof inventory !== 'string' && age <= staleAfter) return inventory;
  const reason = typeof inventory === 'string' ? inventory : 'it is older than 26 hours';
  await world.refresh?.request(reason);
  throw new Retryable(`There is no usable inventory: ${reason}. Try again when it has been taken.`);
}

/** The inventory, however old, or in words why there is none. */
export async function storedInventory(
  state: StatePort,
  { partition, account, region }: Deployment,
): Promise<Inventory | string> {
  const stored = await state.read(inventoryKey);
  if (stored.state === 'absent') return `${inventoryKey} does not exist`;
  if (stored.state === 'unreadable') {
    const { action, code, message } = stored.why;
    return `${inventoryKey}: ${action}: ${code}: ${message}`;
  }
  try {
    const inventory = parseInventory(stored.value.body);
    const here =
      inventory.partition === partition &&
      inventory.account === account &&
      inventory.region === region;
    return here ? inventory : `${inventoryKey} is of another account or region`;
  } catch (error) {
    if (isFault(error)) return `${inventoryKey}: ${error.message}`;
    throw error;
  }
}
