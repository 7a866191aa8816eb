import { isArn, parseArn } from './arn.ts';
import type { Inventory } from './inventory.ts';

/** Whether the name is a key's own ARN: it needs no `DescribeKey` to be told from others. */
export function isKeyArn(name: string): boolean {
  if (!isArn(name)) return false;
  const { service, resource } = parseArn(name);
  return service === 'kms' && resource.startsWith('key/');
}

/** The ARN of the key that bears this name; undefined when that could not be found out. */
export function canonicalKey({ keys }: Inventory, name: string): string | undefined {
  const fact = keys[name];
  if (fact?.state === 'known') return fact.value.arn;
  return isKeyArn(name) ? name : undefined;
}

/** The ARNs of all keys that Connect's storage and streams use, as far as they are known. */
export const keysOf = (inventory: Inventory): readonly string[] => [
  ...new Set(Object.keys(inventory.keys).flatMap((name) => canonicalKey(inventory, name) ?? [])),
];
