import type { Unreadable } from './fact.ts';
import type { ConnectInstance, Inventory, StorageAssociation } from './inventory.ts';

/** Who uses a key or a stream, and whether the inventory could see everything. */
export interface ResourceUse {
  readonly instances: readonly ConnectInstance[];
  readonly associations: readonly StorageAssociation[];
  /** False when an instance could not be asked: then "not used" means "cannot tell". */
  readonly complete: boolean;
  readonly unreadable: readonly Unreadable[];
}

/** Every association of an instance that could be read, of whatever resource type. */
export const associationsOf = (instance: ConnectInstance): readonly StorageAssociation[] =>
  Object.values(instance.storage).flatMap((fact) => (fact.state === 'known' ? fact.value : []));

/** The instances that could be listed. */
export const instancesOf = ({ instances }: Inventory): readonly ConnectInstance[] =>
  instances.state === 'known' ? instances.value : [];

/** Why parts of what Connect stores are not known. */
export function unreadableStorage(inventory: Inventory): readonly Unreadable[] {
  if (inventory.instances.state === 'unreadable') return [inventory.instances.why];
  return instancesOf(inventory).flatMap((instance) =>
    Object.values(instance.storage).flatMap((fact) =>
      fact.state === 'unreadable' ? [fact.why] : [],
    ),
  );
}

/** Why there may be delivery streams of Connect's that are not known. */
export const unreadableDeliveries = (inventory: Inventory): readonly Unreadable[] =>
  [...Object.values(inventory.deliveryStreams), inventory.deliveryStreamsSearched].flatMap(
    (fact) => (fact.state === 'unreadable' ? [fact.why] : []),
  );

/** Whether records of Connect's are delivered to a bucket; also while that cannot be told. */
export function mayBeDeliveredTo(inventory: Inventory, bucket: string): boolean {
  const unread = [...unreadableStorage(inventory), ...unreadableDeliveries(inventory)];
  return (
    unread.length > 0 ||
    Object.values(inventory.deliveryStreams).some(
      (fact) =>
        fact.state === 'known' && fact.value.destinations.some((each) => each.bucket === bucket),
    )
  );
}

/** The instances whose records a delivery stream takes, directly or from their Kinesis stream. */
export function instancesFeeding(
  inventory: Inventory,
  deliveryStream: string,
): readonly ConnectInstance[] {
  const fact = inventory.deliveryStreams[deliveryStream];
  const source = fact?.state === 'known' ? fact.value.source?.stream : undefined;
  return instancesOf(inventory).filter((instance) =>
    associationsOf(instance).some(
      ({ stream }) => stream !== undefined && (stream === deliveryStream || stream === source),
    ),
  );
}

/** Who streams to a Kinesis stream or, directly or through one, to a Firehose delivery stream. */
export function streamUse(inventory: Inventory, stream: string): ResourceUse {
  const fact = inventory.deliveryStreams[stream];
  const source = fact?.state === 'known' ? fact.value.source?.stream : undefined;
  const streams = (association: StorageAssociation) =>
    association.stream !== undefined &&
    (association.stream === stream || association.stream === source);
  const searched =
    inventory.deliveryStreamsSearched.state === 'unreadable' &&
    !Object.hasOwn(inventory.streams, stream)
      ? [inventory.deliveryStreamsSearched.why]
      : [];
  const why = fact?.state === 'unreadable' ? [fact.why] : searched;
  return useBy(inventory, streams, why);
}

/** @param further why something beside the storage could not be seen */
export function useBy(
  inventory: Inventory,
  uses: (association: StorageAssociation) => boolean,
  further: readonly Unreadable[],
): ResourceUse {
  const all = instancesOf(inventory);
  const unreadable = [...unreadableStorage(inventory), ...further];
  return {
    instances: all.filter((instance) => associationsOf(instance).some(uses)),
    associations: all.flatMap(associationsOf).filter(uses),
    complete: inventory.instances.state === 'known' && unreadable.length === 0,
    unreadable,
  };
}
