import type { Unreadable } from './fact.ts';
import type { ConnectInstance, Inventory, StorageAssociation } from './inventory.ts';

/** Who stores what in a bucket, and whether the inventory could see everything. */
export interface BucketUse {
  readonly instances: readonly ConnectInstance[];
  readonly associations: readonly StorageAssociation[];
  /** False when an instance could not be asked: then "not used" means "cannot tell". */
  readonly complete: boolean;
  readonly unreadable: readonly Unreadable[];
}

/** Every association of an instance that could be read, of whatever resource type. */
export const associationsOf = (instance: ConnectInstance): readonly StorageAssociation[] =>
  Object.values(instance.storage).flatMap((fact) => (fact.state === 'known' ? fact.value : []));

/** The instances that store in `bucket`: several may share it, and all of their roles need it. */
export function bucketUse(inventory: Inventory, bucket: string): BucketUse {
  if (inventory.instances.state !== 'known') {
    const why = inventory.instances.state === 'unreadable' ? [inventory.instances.why] : [];
    return { instances: [], associations: [], complete: false, unreadable: why };
  }
  const all = inventory.instances.value;
  const uses = (association: StorageAssociation) => association.bucket === bucket;
  const unreadable = all.flatMap((instance) =>
    Object.values(instance.storage).flatMap((fact) =>
      fact.state === 'unreadable' ? [fact.why] : [],
    ),
  );
  return {
    instances: all.filter((instance) => associationsOf(instance).some(uses)),
    associations: all.flatMap(associationsOf).filter(uses),
    complete: unreadable.length === 0,
    unreadable,
  };
}
