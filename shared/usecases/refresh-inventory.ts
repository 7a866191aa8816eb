import { associationsOf } from '#shared/connect/bucket-use.ts';
import type { Deployment } from '#shared/connect/deployment.ts';
import { type Fact, known, type Unreadable, unreadable } from '#shared/connect/fact.ts';
import type {
  BucketOwnership,
  ConnectInstance,
  Inventory,
  StorageAssociation,
} from '#shared/connect/inventory.ts';
import { storageResourceTypes } from '#shared/connect/storage-types.ts';
import { inventoryKey, parseInventory } from '#shared/connect/stored-inventory.ts';
import type {
  BucketPort,
  ClockPort,
  ConfigPort,
  ConnectPort,
  IamPort,
  ListedInstance,
  StatePort,
  StoredObject,
} from '#shared/ports.ts';
import { Retryable } from './errors.ts';
import { serviceRoleOf } from './service-role.ts';
import { isFault } from './settings.ts';

export interface RefreshWorld {
  readonly connect: ConnectPort;
  readonly iam: IamPort;
  readonly bucket: Pick<BucketPort, 'owned'>;
  readonly state: StatePort;
  readonly config: Pick<ConfigPort, 'startEvaluation'>;
  readonly clock: ClockPort;
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
  const inventory = await take(world, deployment, listed.value, previous.inventory);
  const stored = await world.state.write(inventoryKey, JSON.stringify(inventory), {
    ifMatch: previous.stored?.etag ?? null,
  });
  if (!stored) return report('SUPERSEDED', inventory);
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

async function take(
  world: RefreshWorld,
  { partition, account, region }: Deployment,
  listed: readonly ListedInstance[],
  previous: Inventory | undefined,
): Promise<Inventory> {
  const instances: ConnectInstance[] = [];
  for (const each of listed) {
    instances.push(await withStorage(world.connect, each));
  }
  const before = previous?.instances.state === 'known' ? previous.instances.value : [];
  const resolved: ConnectInstance[] = [];
  for (const [index, instance] of instances.entries()) {
    const serviceRole = await attempt('iam:GetRole', () =>
      serviceRoleOf(world.iam, {
        instance,
        named: listed[index]?.serviceRole,
        taken: listed.flatMap((each) => each.serviceRole ?? []),
        before: before.find(({ arn }) => arn === instance.arn)?.serviceRole,
      }),
    );
    resolved.push({ ...instance, serviceRole });
  }
  return {
    version: 1,
    partition,
    account,
    region,
    takenAt: world.clock.now().toISOString(),
    instances: known(resolved),
    buckets: await ownership(world.bucket, resolved),
  };
}

/** One request at a time: Connect grants an account two a second. */
async function withStorage(
  connect: ConnectPort,
  { arn, id, alias }: ListedInstance,
): Promise<ConnectInstance> {
  const storage = new Map<string, Fact<readonly StorageAssociation[]>>();
  for (const type of Object.keys(storageResourceTypes)) {
    storage.set(
      type,
      await attempt('connect:ListInstanceStorageConfigs', () => connect.listStorage(arn, type)),
    );
  }
  const serviceRole = { state: 'absent' } as const;
  return { arn, id, ...(alias && { alias }), serviceRole, storage: Object.fromEntries(storage) };
}

async function ownership(
  bucket: Pick<BucketPort, 'owned'>,
  instances: readonly ConnectInstance[],
): Promise<Inventory['buckets']> {
  const named = new Set(
    instances.flatMap(associationsOf).flatMap((association) => association.bucket ?? []),
  );
  const owned = await attempt('s3:ListAllMyBuckets', () => bucket.owned());
  const of = (name: string): Fact<BucketOwnership> =>
    owned.state === 'known' ? known(owned.value.get(name) ?? { owner: 'not-this-account' }) : owned;
  return Object.fromEntries([...named].toSorted().map((name) => [name, of(name)]));
}

async function attempt<T>(action: string, read: () => Promise<Fact<T>>): Promise<Fact<T>> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
    return unreadable({ action, code, message: error.message });
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
