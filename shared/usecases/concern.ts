import { type Arn, isArn } from '#shared/connect/arn.ts';
import type { ChangedKind } from '#shared/connect/change-events.ts';
import type { Inventory } from '#shared/connect/inventory.ts';
import { canonicalKey } from '#shared/connect/key-names.ts';
import { mayBeDeliveredTo } from '#shared/connect/resource-use.ts';
import { instanceAttributes } from './ask-connect.ts';
import type { Change } from './change-event.ts';
import type { Part } from './refresh-state.ts';

/** What a change means: `part` of the inventory is to be taken anew, the rules about `kinds` judge. */
export interface Concern {
  readonly part?: Part;
  readonly kinds: readonly ChangedKind[];
}

/**
 * Undefined when the change is about nothing that the inventory knows: answered without a read.
 * @param guard the role that verifies what it has written to buckets
 */
export function concern(inventory: Inventory, change: Change, guard: Arn): Concern | undefined {
  const { changed, kinds } = change;
  if (!changed) return undefined;
  switch (changed.subject) {
    case 'instances':
      return { part: { kind: 'instances' }, kinds };
    case 'storage': {
      const { instance, resourceType: type } = changed;
      return { part: { kind: 'storage', instance, type }, kinds };
    }
    case 'attribute': {
      const { instance, attributeType: type } = changed;
      if (!instanceAttributes.some((each) => each === type)) return undefined;
      return { part: { kind: 'attribute', instance, type }, kinds };
    }
    case 'bucket': {
      const { bucket } = changed;
      const found = about(change, Object.hasOwn(inventory.buckets, bucket) ? [bucket] : []);
      return found && { ...found, kinds: kindsAboutBucket(inventory, change, bucket, guard) };
    }
    case 'key':
      return about(change, keysNamed(inventory, changed.names));
    case 'stream':
      return about(
        change,
        Object.hasOwn(inventory.streams, changed.stream) ? [changed.stream] : [],
      );
    case 'delivery-stream': {
      const { stream, source } = changed;
      const reads = source !== undefined && Object.hasOwn(inventory.streams, source);
      return about(
        change,
        reads || Object.hasOwn(inventory.deliveryStreams, stream) ? [stream] : [],
      );
    }
  }
}

const about = ({ inventory, kinds }: Change, names: readonly string[]): Concern | undefined => {
  if (names.length === 0) return undefined;
  return inventory ? { part: { kind: 'resources', names }, kinds } : { kinds };
};

/**
 * A bucket's policy and encryption matter to streams that are delivered to it; what the guard itself
 * has written to it AWS Config has judged when it notices.
 */
function kindsAboutBucket(
  inventory: Inventory,
  { inventory: itself, kinds, by }: Change,
  bucket: string,
  guard: Arn,
): readonly ChangedKind[] {
  if (itself) return kinds;
  return kinds.filter((kind) =>
    kind === 'stream' ? mayBeDeliveredTo(inventory, bucket) : by !== guard,
  );
}

/** The names that the inventory gives to a key that an event names by id, ARN or alias. */
function keysNamed(inventory: Inventory, names: readonly string[]): readonly string[] {
  const short = (name: string) => (isArn(name) ? name.split(':').slice(5).join(':') : name);
  const wanted = new Set(names.flatMap((name) => [short(name), short(name).replace(/^key\//, '')]));
  return Object.keys(inventory.keys).filter((name) => {
    const arn = canonicalKey(inventory, name);
    return (
      wanted.has(short(name)) || (arn !== undefined && wanted.has(short(arn).replace(/^key\//, '')))
    );
  });
}
