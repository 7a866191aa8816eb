import { isArn } from '#shared/connect/arn.ts';
import type { Inventory } from '#shared/connect/inventory.ts';
import { canonicalKey } from '#shared/connect/key-names.ts';
import { instanceAttributes } from './ask-connect.ts';
import type { Change } from './change-event.ts';
import type { Part } from './refresh-state.ts';

/** What a change means to the inventory: `part` is to be taken anew; without, only judged anew. */
export interface Concern {
  readonly part?: Part;
}

/** Undefined when the change is about nothing that the inventory knows: answered without a read. */
export function concern(inventory: Inventory, change: Change): Concern | undefined {
  const { changed } = change;
  if (!changed) return undefined;
  switch (changed.subject) {
    case 'instances':
      return { part: { kind: 'instances' } };
    case 'storage':
      return { part: { kind: 'storage', instance: changed.instance, type: changed.resourceType } };
    case 'attribute':
      return instanceAttributes.some((type) => type === changed.attributeType)
        ? { part: { kind: 'attribute', instance: changed.instance, type: changed.attributeType } }
        : undefined;
    case 'bucket':
      return about(
        change,
        Object.hasOwn(inventory.buckets, changed.bucket) ? [changed.bucket] : [],
      );
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

const about = ({ inventory }: Change, names: readonly string[]): Concern | undefined => {
  if (names.length === 0) return undefined;
  return inventory ? { part: { kind: 'resources', names } } : {};
};

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
