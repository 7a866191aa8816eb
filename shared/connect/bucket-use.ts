import { type Arn, isArn } from './arn.ts';
import type { Unreadable } from './fact.ts';
import type { ConnectInstance, Inventory, StorageAssociation } from './inventory.ts';
import {
  associationsOf,
  instancesFeeding,
  instancesOf,
  unreadableDeliveries,
  unreadableStorage,
} from './resource-use.ts';
import type { DeliveryDestination } from './stream.ts';

export { associationsOf };

/** A Firehose delivery stream that brings what Connect streams into a bucket. */
export interface BucketDelivery {
  readonly deliveryStream: Arn;
  readonly destination: DeliveryDestination;
}

/** Who stores what in a bucket, and whether the inventory could see everything. */
export interface BucketUse {
  /** Those that store in it, and those whose streams are delivered to it. */
  readonly instances: readonly ConnectInstance[];
  /** Empty when the bucket only takes deliveries. */
  readonly associations: readonly StorageAssociation[];
  readonly deliveries: readonly BucketDelivery[];
  /** False when an instance could not be asked: then "not used" means "cannot tell". */
  readonly complete: boolean;
  readonly unreadable: readonly Unreadable[];
}

/** The instances that store in `bucket`: several may share it, and all of their roles need it. */
export function bucketUse(inventory: Inventory, bucket: string): BucketUse {
  const { storing, delivering, unreadable } = usesOf(inventory);
  const own = storing.get(bucket) ?? [];
  const deliveries = delivering.get(bucket) ?? [];
  const using = new Set([
    ...own.map(({ instance }) => instance),
    ...deliveries.flatMap(({ deliveryStream }) => instancesFeeding(inventory, deliveryStream)),
  ]);
  return {
    instances:
      deliveries.length === 0
        ? [...using]
        : instancesOf(inventory).filter((instance) => using.has(instance)),
    associations: own.map(({ association }) => association),
    deliveries,
    complete: inventory.instances.state === 'known' && unreadable.length === 0,
    unreadable,
  };
}

/** What an inventory says of all buckets. */
interface Uses {
  readonly storing: ReadonlyMap<string | undefined, readonly Storing[]>;
  readonly delivering: ReadonlyMap<string, readonly BucketDelivery[]>;
  readonly unreadable: readonly Unreadable[];
}

interface Storing {
  readonly instance: ConnectInstance;
  readonly association: StorageAssociation;
}

const known = new WeakMap<Inventory, Uses>();

/** By one look through the inventory, which may have thousands of instances and of buckets. */
function usesOf(inventory: Inventory): Uses {
  const uses = known.get(inventory) ?? {
    storing: Map.groupBy(
      instancesOf(inventory).flatMap((instance) =>
        associationsOf(instance).map((association) => ({ instance, association })),
      ),
      ({ association }) => association.bucket,
    ),
    delivering: Map.groupBy(deliveriesIn(inventory), ({ destination }) => destination.bucket),
    unreadable: [...unreadableStorage(inventory), ...unreadableDeliveries(inventory)],
  };
  known.set(inventory, uses);
  return uses;
}

const deliveriesIn = (inventory: Inventory): readonly BucketDelivery[] =>
  Object.entries(inventory.deliveryStreams).flatMap(([deliveryStream, fact]) =>
    fact.state !== 'known' || !isArn(deliveryStream)
      ? []
      : fact.value.destinations.map((destination) => ({ deliveryStream, destination })),
  );
