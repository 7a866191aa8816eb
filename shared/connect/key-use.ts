import type { ConnectInstance, Inventory, StorageAssociation } from './inventory.ts';
import { canonicalKey } from './key-names.ts';
import { type ResourceUse, useBy } from './resource-use.ts';

/** Who stores or streams with a key, and whether the inventory could see everything. */
export interface KeyUse extends ResourceUse {
  /**
   * The instances that encrypt with the key themselves, in their storage or a Kinesis stream. The
   * other `instances` only feed a delivery stream that uses the key.
   */
  readonly encryptors: readonly ConnectInstance[];
}

/**
 * Who encrypts with the key, under any of its names.
 * @param key its ARN
 */
export function keyUse(inventory: Inventory, key: string): KeyUse {
  const is = (name: string | undefined) =>
    name !== undefined && canonicalKey(inventory, name) === key;
  const streams = new Set<string>();
  for (const [arn, fact] of Object.entries(inventory.streams)) {
    if (fact.state === 'known' && is(fact.value.key)) streams.add(arn);
  }
  const deliveries = new Set<string>();
  for (const fact of Object.values(inventory.deliveryStreams)) {
    if (fact.state !== 'known') continue;
    const { arn, source, encryption, destinations } = fact.value;
    if (![encryption, ...destinations].some((each) => is(each.key))) continue;
    deliveries.add(arn);
    if (source) deliveries.add(source.stream);
  }
  const encrypts = ({ key: own, stream }: StorageAssociation) =>
    is(own) || (stream !== undefined && streams.has(stream));
  const feeds = ({ stream }: StorageAssociation) => stream !== undefined && deliveries.has(stream);
  const looked = [inventory.keys, inventory.streams, inventory.deliveryStreams];
  const unseen = looked.flatMap((facts) =>
    Object.entries(facts).flatMap(([name, fact]) =>
      fact.state === 'unreadable' && canonicalKey(inventory, name) === undefined ? [fact.why] : [],
    ),
  );
  return {
    ...useBy(inventory, (each) => encrypts(each) || feeds(each), unseen),
    encryptors: useBy(inventory, encrypts, []).instances,
  };
}
