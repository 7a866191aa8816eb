import type { Arn } from '#shared/connect/arn.ts';
import { instancesOf } from '#shared/connect/resource-use.ts';
import { readingOnce } from '#shared/usecases/audit/audit-world.ts';
import { takeInventory } from '#shared/usecases/audit/audited-inventory.ts';
import { type Candidates, findCandidates } from '#shared/usecases/propose-settings.ts';
import { openWorld } from '../audit/open-world.ts';
import { ProgressLine } from '../audit/progress-line.ts';
import { Talk } from '../audit/talk.ts';
import { Failed } from '../errors.ts';
import { impactWorldOf } from './impact-world.ts';
import type { Account } from './open-account.ts';

/** Amazon Connect's requests a second, as long as no settings say otherwise. */
const rate = 1;

/**
 * Who works on Connect's buckets and instances, by the guard's inventory or, where there is none, a
 * live one.
 * @throws Failed when the instances cannot be listed
 */
export async function lookForCandidates(
  account: Account,
): Promise<Candidates & { readonly instances: readonly Arn[] }> {
  const { client, deployment } = account;
  const line = new ProgressLine(rate);
  const talk = new Talk(() => line.text);
  const reading = readingOnce(
    openWorld(client, deployment, rate, () => line.called()),
    () => {},
  );
  try {
    const taken = await takeInventory(reading, {
      deployment,
      live: false,
      taken: {},
      progress: (done, total, requests) => line.instances(line, done, total, requests),
      instanceTaken: async () => {},
    });
    if ('unreadable' in taken) throw new Failed(taken.unreadable);
    const { inventory } = taken;
    const world = { ...impactWorldOf(account), bucket: reading.bucket };
    return {
      instances: instancesOf(inventory).map(({ arn }) => arn),
      ...(await findCandidates(world, deployment, inventory)),
    };
  } finally {
    talk.end();
  }
}
