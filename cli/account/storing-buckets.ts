import { bucketUse } from '#shared/connect/bucket-use.ts';
import { readInventory } from '#shared/usecases/read-inventory.ts';
import type { Account } from './open-account.ts';
import { worldOf } from './person.ts';

/** The buckets that Amazon Connect itself stores in, by name: not those that take deliveries only. */
export async function storingBuckets(account: Account): Promise<readonly string[]> {
  const inventory = await readInventory(worldOf(account), account.deployment);
  return Object.keys(inventory.buckets)
    .filter((bucket) => bucketUse(inventory, bucket).associations.length > 0)
    .toSorted();
}
