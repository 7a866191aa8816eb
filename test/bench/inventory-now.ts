import { openWorld } from '#cli/audit/open-world.ts';
import type { LocalAws } from '#infra/local/local-aws.ts';
import type { Arn } from '#shared/connect/arn.ts';
import type { Inventory } from '#shared/connect/inventory.ts';
import { listInstances } from '#shared/usecases/ask-connect.ts';
import type { TakenInstance } from '#shared/usecases/learnt.ts';
import { sweepConnect } from '#shared/usecases/sweep-connect.ts';
import { inventoryOf } from '#shared/usecases/take-inventory.ts';
import { deployment, home, root } from './large-account.ts';

/** Asked of Connect at once. */
export async function inventoryNow(aws: LocalAws): Promise<Inventory> {
  const { endpoint, region, credentials } = aws.clientFor(root);
  const session = {
    endpoint,
    region,
    credentials: async () => ({ ...credentials, expiration: new Date(8.64e15) }),
  };
  const world = openWorld(session, deployment, 1e6, () => {});
  const listed = await listInstances(world.connect);
  const instances = new Map<string, TakenInstance>();
  const keep = async (arn: Arn, taken: TakenInstance) => void instances.set(arn, taken);
  await sweepConnect(world, listed, { instances, keep }, new Date(8.64e15));
  return (await inventoryOf(world, home, listed, instances, undefined)).value;
}
