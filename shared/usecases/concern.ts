import { type Arn, isArn } from '#shared/connect/arn.ts';
import type { ChangedKind } from '#shared/connect/change-events.ts';
import { functionNames } from '#shared/connect/deployment.ts';
import type { Inventory } from '#shared/connect/inventory.ts';
import { canonicalKey } from '#shared/connect/key-names.ts';
import { mayBeDeliveredTo } from '#shared/connect/resource-use.ts';
import { instanceAttributes } from './ask-connect.ts';
import type { Change, Changed } from './change-event.ts';
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
    case 'storage':
    case 'attribute': {
      const part = partOfConnect(changed);
      return part && { part, kinds };
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

/** What Connect is to be asked again, when the change is one of its own. */
export function partOfConnect(changed: Changed | undefined): Part | undefined {
  switch (changed?.subject) {
    case 'instances':
      return { kind: 'instances' };
    case 'storage':
      return { kind: 'storage', instance: changed.instance, type: changed.resourceType };
    case 'attribute': {
      const { instance, attributeType: type } = changed;
      const judged = instanceAttributes.some((each) => each === type);
      return judged ? { kind: 'attribute', instance, type } : undefined;
    }
    default:
      return undefined;
  }
}

const about = ({ inventory, kinds }: Change, names: readonly string[]): Concern | undefined => {
  if (names.length === 0) return undefined;
  return inventory ? { part: { kind: 'resources', names }, kinds } : { kinds };
};

/**
 * A bucket's policy and encryption matter to streams that are delivered to it. What the guard itself
 * has closed AWS Config has judged when it notices. What it has put back may be open, and must not be
 * called closed where AWS Config notices nothing.
 */
function kindsAboutBucket(
  inventory: Inventory,
  { inventory: itself, kinds, by, session }: Change,
  bucket: string,
  guard: Arn,
): readonly ChangedKind[] {
  if (itself) return kinds;
  const closed = by === guard && session === functionNames.remediateBucketPolicy;
  return kinds.filter((kind) =>
    kind === 'stream' ? mayBeDeliveredTo(inventory, bucket) : !closed,
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
