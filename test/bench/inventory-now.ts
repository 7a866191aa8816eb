import { openWorld } from '#cli/audit/open-world.ts';
import type { LocalAws } from '#infra/local/local-aws.ts';
import type { Inventory } from '#shared/connect/inventory.ts';
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
  const begun = { startedAt: world.clock.now().toISOString(), parts: {}, failed: [] };
  const sweep = await sweepConnect(world, begun, new Date(8.64e15), async () => {});
  const listed = sweep.listed ?? [];
  return (await inventoryOf(world, home, { ...sweep, listed }, undefined)).value;
}
