import { bucketUse } from '#shared/connect/bucket-use.ts';
import { type Deployment, roleName } from '#shared/connect/deployment.ts';
import { absent } from '#shared/connect/fact.ts';
import type { Inventory } from '#shared/connect/inventory.ts';
import { inventoryKey, parseInventory } from '#shared/connect/stored-inventory.ts';
import type { BucketPort, ClockPort, IamPort, RefreshPort, StatePort } from '#shared/ports.ts';
import type { BucketFacts } from '#shared/rules/bucket/facts.ts';
import { uninspected } from '#shared/rules/bucket/sample.ts';
import { settingsForBucket } from '#shared/settings/for-bucket.ts';
import type { Mode, PolicyHandling } from '#shared/settings/settings.ts';
import { baselineOf } from './baseline.ts';
import { Retryable } from './errors.ts';
import { isFault, readSettings } from './settings.ts';

/** What it takes to know a bucket. */
export interface ReadWorld {
  readonly bucket: Pick<BucketPort, 'policy'>;
  readonly iam: IamPort;
  readonly state: StatePort;
  readonly clock: ClockPort;
  /** Evaluators have it; the remediator may not ask for an inventory. */
  readonly refresh?: RefreshPort;
}

/** The daily schedule, with room for being late. */
const staleAfter = 26 * 60 * 60 * 1000;

/**
 * The stored inventory. Connect itself is never asked here.
 * @throws Retryable when it is missing, unreadable, malformed or older than 26 hours; a fresh one
 *   is then asked for.
 */
export async function readInventory(world: ReadWorld, deployment: Deployment): Promise<Inventory> {
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

/** The inventory, or in words why there is none. */
async function storedInventory(
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

/** A bucket, and how the settings want it treated. */
export interface KnownBucket {
  readonly facts: BucketFacts;
  readonly mode: Mode;
  readonly policies: PolicyHandling;
}

/**
 * Everything about one bucket, live. Of a bucket that no instance uses nothing is read.
 * @throws whatever a port throws: then nothing is known and the caller tries again.
 */
export async function readBucket(
  world: ReadWorld,
  deployment: Deployment,
  inventory: Inventory,
  bucket: string,
): Promise<KnownBucket> {
  const { account, region } = deployment;
  const use = bucketUse(inventory, bucket);
  const base = { bucket, account, region, use };
  if (use.instances.length === 0) return { facts: base, mode: 'observe', policies: 'merge' };
  const settings = await readSettings(world.state, deployment);
  const policy = await world.bucket.policy(bucket);
  const inspected = {
    ownership: inventory.buckets[bucket] ?? absent,
    policy,
    configuration: uninspected,
    guardRoles: [roleName('Remediator', region), roleName('EvaluateBuckets', region)],
  };
  if (settings.state !== 'known') {
    const facts = { ...base, inspected: { ...inspected, baseline: settings } };
    return { facts, mode: 'observe', policies: 'merge' };
  }
  const now = world.clock.now();
  const forBucket = settingsForBucket(settings.value, bucket, use.instances, now);
  const sources = { iam: world.iam, deployment, settings: settings.value, forBucket, use, now };
  const baseline = await baselineOf(bucket, sources);
  const { mode, exception } = forBucket;
  return {
    facts: { ...base, inspected: { ...inspected, baseline, ...(exception && { exception }) } },
    mode,
    policies: settings.value.policies ?? 'merge',
  };
}
