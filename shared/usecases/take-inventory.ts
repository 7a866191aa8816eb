import { associationsOf } from '#shared/connect/bucket-use.ts';
import type { Deployment } from '#shared/connect/deployment.ts';
import { type Fact, known, unreadable } from '#shared/connect/fact.ts';
import type {
  BucketOwnership,
  ConnectInstance,
  Inventory,
  StorageAssociation,
} from '#shared/connect/inventory.ts';
import { storageResourceTypes } from '#shared/connect/storage-types.ts';
import type { BucketPort, ClockPort, ConnectPort, IamPort, ListedInstance } from '#shared/ports.ts';
import { serviceRoleOf } from './service-role.ts';

export interface DiscoveryWorld {
  readonly connect: ConnectPort;
  readonly iam: IamPort;
  readonly bucket: Pick<BucketPort, 'owned'>;
  readonly clock: ClockPort;
}

/**
 * What these instances store where, whose roles do it and whose buckets they are. A part that
 * cannot be read is unreadable in the inventory and stops nothing.
 * @see https://docs.aws.amazon.com/connect/latest/APIReference/API_ListInstanceStorageConfigs.html
 */
export async function takeInventory(
  world: DiscoveryWorld,
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
    version: 2,
    partition,
    account,
    region,
    takenAt: world.clock.now().toISOString(),
    instances: known(resolved),
    buckets: await ownership(world.bucket, resolved),
    keys: {},
    streams: {},
    deliveryStreams: {},
    deliveryStreamsSearched: known(0),
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
  return {
    arn,
    id,
    ...(alias && { alias }),
    serviceRole,
    storage: Object.fromEntries(storage),
    attributes: {},
  };
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

/** An error that a port throws is one more reason why something is unreadable. */
export async function attempt<T>(action: string, read: () => Promise<Fact<T>>): Promise<Fact<T>> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
    return unreadable({ action, code, message: error.message });
  }
}
