import type { Inventory } from '#shared/connect/inventory.ts';
import { readyToPlan } from '#shared/remediation/guard-facts.ts';
import { planBucketPolicy } from '#shared/remediation/plan.ts';
import { refusalLine } from '#shared/remediation/refusal.ts';
import { readBucket } from '#shared/usecases/bucket-facts.ts';
import { Failed } from '../errors.ts';
import type { Account } from './open-account.ts';
import { worldOf } from './person.ts';

/**
 * The policy that the guard would put on a bucket.
 * @throws Failed with the guard's reasons when it has none
 */
export async function plannedPolicy(
  account: Account,
  inventory: Inventory,
  bucket: string,
): Promise<string | null> {
  const { facts, policies } = await readBucket(
    worldOf(account),
    account.deployment,
    inventory,
    bucket,
  );
  const ready = readyToPlan(facts);
  if (!('before' in ready)) {
    throw new Failed(`nothing can be planned for ${bucket}: ${ready.map(refusalLine).join(' ')}`);
  }
  return planBucketPolicy(ready.baseline.facts, ready.live, ready.before, policies).after;
}
