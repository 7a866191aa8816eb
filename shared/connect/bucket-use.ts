import { type Arn, isArn } from './arn.ts';
import type { Unreadable } from './fact.ts';
import type { ConnectInstance, Inventory, StorageAssociation } from './inventory.ts';
import {
  associationsOf,
  instancesFeeding,
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
  const all = inventory.instances.state === 'known' ? inventory.instances.value : [];
  const uses = (association: StorageAssociation) => association.bucket === bucket;
  const deliveries = deliveriesTo(inventory, bucket);
  const feeding = deliveries.flatMap(({ deliveryStream }) =>
    instancesFeeding(inventory, deliveryStream),
  );
  const unreadable = [...unreadableStorage(inventory), ...unreadableDeliveries(inventory)];
  return {
    instances: all.filter(
      (instance) => associationsOf(instance).some(uses) || feeding.includes(instance),
    ),
    associations: all.flatMap(associationsOf).filter(uses),
    deliveries,
    complete: inventory.instances.state === 'known' && unreadable.length === 0,
    unreadable,
  };
}

const deliveriesTo = (inventory: Inventory, bucket: string): readonly BucketDelivery[] =>
  Object.entries(inventory.deliveryStreams).flatMap(([deliveryStream, fact]) =>
    fact.state !== 'known' || !isArn(deliveryStream)
      ? []
      : fact.value.destinations
          .filter((destination) => destination.bucket === bucket)
          .map((destination) => ({ deliveryStream, destination })),
  );
