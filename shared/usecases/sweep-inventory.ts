import type { Place } from '#shared/connect/deployment.ts';
import type { Inventory } from '#shared/connect/inventory.ts';
import type { ListedInstance, StatePort } from '#shared/ports.ts';
import { listInstances } from './ask-connect.ts';
import { type Learnt, learntBy } from './learnt.ts';
import { type LookAhead, lookAhead } from './look-ahead.ts';
import type { Sweep } from './refresh-state.ts';
import { retakeParts } from './retake-parts.ts';
import { isWhole, sweepConnect } from './sweep-connect.ts';
import { type DiscoveryWorld, type Found, inventoryOf } from './take-inventory.ts';

export interface SweepInventoryWorld extends DiscoveryWorld {
  readonly state: StatePort;
}

export interface SweepRequest {
  readonly place: Place;
  readonly sweep: Sweep;
  /** The last inventory, for the ids of roles that were seen first. */
  readonly previous: Inventory | undefined;
  /** When to stop asking Connect. */
  readonly deadline: Date;
}

/** What looking up the rest and storing it may take, in milliseconds: with less left, the next run does. */
export const storing = 60 * 1000;

/**
 * Goes on with a sweep where the last run stopped.
 * @returns the whole inventory; undefined when the next run has to go on
 * @throws Retryable when `ListInstances` fails or what has been learnt cannot be read.
 */
export async function sweepInventory(
  world: SweepInventoryWorld,
  { place, sweep, previous, deadline }: SweepRequest,
): Promise<Found<Inventory> | undefined> {
  const learnt = await learntBy(world.state, sweep.startedAt);
  const listed = learnt.listed ?? (await listInstances(world.connect));
  if (!learnt.listed) await learnt.list(listed);
  const ahead = lookAhead(world, place, learnt, previous);
  const lastToStore = new Date(deadline.getTime() - storing);
  const keeping = inShadow(world, ahead, listed, learnt, lastToStore);
  const asked = await sweepConnect(world, listed, keeping, deadline).finally(ahead.stop);
  if (!asked || world.clock.now() > lastToStore) return undefined;
  const found = await inventoryOf(ahead.world, place, listed, learnt.instances, previous);
  if (sweep.again.length === 0) return found;
  const { value, failed } = await retakeParts(
    ahead.world,
    place,
    found.value,
    sweep.again,
    lastToStore,
  );
  return { value, failed: [...found.failed, ...failed] };
}

/** The same, but once this run is seen to come to the end, what is kept is looked up, too. */
function inShadow(
  { clock }: DiscoveryWorld,
  ahead: LookAhead,
  listed: readonly ListedInstance[],
  learnt: Learnt,
  lastToStore: Date,
): Learnt {
  const begun = clock.now().getTime();
  const left = new Set(
    listed.filter(({ arn }) => !isWhole(arn, learnt.instances.get(arn))).map(({ arn }) => arn),
  );
  let [taken, looking] = [0, false];
  return {
    instances: learnt.instances,
    async keep(arn, parts) {
      await learnt.keep(arn, parts);
      taken++;
      left.delete(arn);
      const now = clock.now().getTime();
      const end = now + ((now - begun) / taken) * left.size;
      const some = looking ? listed.filter((each) => each.arn === arn) : listed;
      looking ||= end <= lastToStore.getTime();
      if (!looking) return;
      for (const each of some) if (!left.has(each.arn)) ahead.look(each);
    },
  };
}
