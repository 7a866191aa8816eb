import type { Deployment } from '#shared/connect/deployment.ts';
import type { Unreadable } from '#shared/connect/fact.ts';
import type { Inventory } from '#shared/connect/inventory.ts';
import { inventoryKey, parseInventory } from '#shared/connect/stored-inventory.ts';
import type { ConfigPort, StatePort, StoredObject } from '#shared/ports.ts';
import { Retryable } from './errors.ts';
import { isFault } from './settings.ts';
import { attempt, type DiscoveryWorld, takeInventory } from './take-inventory.ts';

export interface RefreshWorld extends DiscoveryWorld {
  readonly state: StatePort;
  readonly config: Pick<ConfigPort, 'startEvaluation'>;
}

export interface RefreshRequest {
  readonly deployment: Deployment;
  /** Names of the AWS Config rules to start when the inventory is new. */
  readonly configRules: readonly string[];
}

export interface RefreshOutcome {
  /** `FRESH`: one was just taken; `SUPERSEDED`: somebody else stored a newer one meanwhile. */
  readonly status: 'REFRESHED' | 'FRESH' | 'SUPERSEDED';
  readonly takenAt: string;
  readonly instances: number;
  /** The parts that could not be read. */
  readonly unreadable: readonly Unreadable[];
}

/** A younger inventory is not taken again: many evaluators may ask for one at once. */
const freshFor = 60 * 1000;

interface Previous {
  readonly stored?: StoredObject;
  readonly inventory?: Inventory;
}

/**
 * Asks Connect what it stores where: `ListInstances`, then one call for each of the 13 resource
 * types of each instance. A part that fails is unreadable in the inventory and stops nothing.
 * Afterwards the AWS Config rules are started, once for each inventory.
 * @throws Retryable when `ListInstances` itself fails; the stored inventory stays.
 */
export async function refreshInventory(
  world: RefreshWorld,
  { deployment, configRules }: RefreshRequest,
): Promise<RefreshOutcome> {
  const previous = await readPrevious(world.state);
  const now = world.clock.now();
  const age = previous.inventory
    ? now.getTime() - Date.parse(previous.inventory.takenAt)
    : Number.NaN;
  if (previous.inventory && previous.stored && age >= 0 && age < freshFor) {
    await announce(world, previous.inventory, previous.stored.etag, configRules);
    return report('FRESH', previous.inventory);
  }
  const listed = await attempt('connect:ListInstances', () => world.connect.listInstances());
  if (listed.state !== 'known') {
    const why =
      listed.state === 'unreadable' ? `${listed.why.code}: ${listed.why.message}` : 'no answer';
    throw new Retryable(`connect:ListInstances: ${why}. The stored inventory is kept.`);
  }
  const inventory = await takeInventory(world, deployment, listed.value, previous.inventory);
  const stored = await world.state.write(inventoryKey, JSON.stringify(inventory), {
    ifMatch: previous.stored?.etag ?? null,
  });
  // A write whose answer was lost and that was repeated has lost against itself.
  if (!stored && (await etagOf(world.state, inventory)) === undefined) {
    return report('SUPERSEDED', inventory);
  }
  await announce(world, inventory, undefined, configRules);
  return report('REFRESHED', inventory);
}

/** A malformed inventory is replaced; one that may not be read is not. */
async function readPrevious(state: StatePort): Promise<Previous> {
  const stored = await state.read(inventoryKey);
  if (stored.state === 'absent') return {};
  if (stored.state === 'unreadable') {
    const { action, code, message } = stored.why;
    throw new Retryable(`${inventoryKey} cannot be read: ${action}: ${code}: ${message}`);
  }
  try {
    return { stored: stored.value, inventory: parseInventory(stored.value.body) };
  } catch (error) {
    if (isFault(error)) return { stored: stored.value };
    throw error;
  }
}

/** Starts the rules, and notes it in the inventory: being cut off before is made up for. */
async function announce(
  { state, config, clock }: RefreshWorld,
  inventory: Inventory,
  etag: string | undefined,
  configRules: readonly string[],
): Promise<void> {
  if (inventory.announcedAt !== undefined) return;
  await config.startEvaluation(configRules);
  const noted = JSON.stringify({ ...inventory, announcedAt: clock.now().toISOString() });
  const current = etag ?? (await etagOf(state, inventory));
  if (current !== undefined) await state.write(inventoryKey, noted, { ifMatch: current });
}

/** The ETag of the inventory that was just written, unless another took its place. */
async function etagOf(state: StatePort, inventory: Inventory): Promise<string | undefined> {
  const stored = await state.read(inventoryKey);
  return stored.state === 'known' && stored.value.body === JSON.stringify(inventory)
    ? stored.value.etag
    : undefined;
}

function report(status: RefreshOutcome['status'], inventory: Inventory): RefreshOutcome {
  const { instances, buckets, takenAt } = inventory;
  const all = instances.state === 'known' ? instances.value : [];
  const facts = [
    ...all.flatMap(({ serviceRole, storage }) => [serviceRole, ...Object.values(storage)]),
    ...Object.values(buckets),
  ];
  return {
    status,
    takenAt,
    instances: all.length,
    unreadable: facts.flatMap((fact) => (fact.state === 'unreadable' ? [fact.why] : [])),
  };
}
