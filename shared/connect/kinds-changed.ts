import { isDeepStrictEqual } from 'node:util';
import { type ChangedKind, kindsByPart } from './change-events.ts';
import type { Inventory } from './inventory.ts';
import { instancesOf } from './resource-use.ts';

/**
 * The kinds of rules that may judge differently by the inventory `after` than by the one `before`;
 * none when both say the same, whenever they were taken.
 */
export function kindsChanged(before: Inventory, after: Inventory): readonly ChangedKind[] {
  const [old, now] = [partsOf(before), partsOf(after)];
  const changed = names.filter((name) => !isDeepStrictEqual(old[name], now[name]));
  return [...new Set(changed.flatMap((name) => kindsByPart[name]))];
}

const names = Object.keys(kindsByPart) as (keyof typeof kindsByPart)[];

/** In no order: AWS lists instances in any. */
const partsOf = (inventory: Inventory) => {
  const { instances, buckets, keys, streams, deliveryStreams, deliveryStreamsSearched } = inventory;
  const all = instancesOf(inventory);
  return {
    storage: {
      listed: instances.state === 'known' || instances,
      own: new Map(all.map(({ attributes, ...own }) => [own.arn, own])),
    },
    attributes: new Map(all.map(({ arn, attributes }) => [arn, attributes])),
    buckets,
    keys,
    streams,
    deliveryStreams: { deliveryStreams, deliveryStreamsSearched },
  };
};
