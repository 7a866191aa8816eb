import type { Arn } from '#shared/connect/arn.ts';
import { bucketUse } from '#shared/connect/bucket-use.ts';
import type { Deployment } from '#shared/connect/deployment.ts';
import type { PolicyWriter } from '#shared/connect/fight.ts';
import { shortDigest } from '#shared/policy/digest.ts';
import type { StatePort } from '#shared/ports.ts';
import { backupPrefix, parseBackup } from '#shared/remediation/backup.ts';
import { isSilent, outcomeNotification, sameNews } from '#shared/remediation/notification.ts';
import type { Outcome } from '#shared/remediation/outcome.ts';
import { isAsIntended } from '#shared/remediation/refusal.ts';
import { forever, type NotifyWorld, noteTold, tellOnce, writeNoticeKey } from './notices.ts';
import { storedInventory } from './read-inventory.ts';

export interface Told {
  readonly deployment: Deployment;
  readonly outcome: Outcome;
  readonly executionId: string;
}

/** The object of the state bucket that says what people have been told of a bucket. */
export const noticeKey = (bucket: string): string => `notices/buckets/${bucket}.json`;

/**
 * Tells people how a run ended. What only repeats itself is told once a day.
 * @returns what kept it from being told, in words: that is no reason to fail, or to repeat, a run
 *   that has ended.
 */
export async function tellPeople(world: NotifyWorld, told: Told): Promise<string | undefined> {
  try {
    await tell(world, told);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

async function tell(world: NotifyWorld, { deployment, outcome, executionId }: Told): Promise<void> {
  const { bucket, status, refusals, receipt } = outcome;
  if (status === 'PLANNED') return;
  const message = async () =>
    isSilent(status)
      ? undefined
      : outcomeNotification(outcome, {
          place: deployment,
          executionId,
          instances: await instancesUsing(world.state, deployment, bucket).catch(() => []),
          // Who it was is good to know; that it happened must be told.
          ...(await writerOf(world.state, deployment, outcome).catch(() => ({}))),
        });
  const told = sameNews(outcome) ?? `${status} ${executionId}`;
  const intended = refusals.length > 0 && refusals.every(isAsIntended);
  const again = isSilent(status) || intended ? forever : undefined;
  await tellOnce(world, noticeKey(bucket), told, message, again);
  if (receipt === undefined || isSilent(status)) return;
  await noteTold(world, writeNoticeKey(receipt), status);
}

/** By the inventory, however old it is. */
async function instancesUsing(
  state: StatePort,
  deployment: Deployment,
  bucket: string,
): Promise<readonly Arn[]> {
  const inventory = await storedInventory(state, deployment);
  if (typeof inventory === 'string') return [];
  return bucketUse(inventory, bucket).instances.map(({ arn }) => arn);
}

/** Who wrote the policy that was found: CloudTrail's event may have been kept by now. */
async function writerOf(
  state: StatePort,
  deployment: Deployment,
  { bucket, digestBefore }: Outcome,
): Promise<{ writer?: PolicyWriter }> {
  if (digestBefore === undefined) return {};
  const keys = await state.list(backupPrefix(bucket));
  if (keys.state !== 'known') return {};
  const ending = `-${shortDigest(digestBefore)}.json`;
  for (const key of keys.value
    .filter((each) => each.endsWith(ending))
    .toSorted()
    .toReversed()) {
    const stored = await state.read(key);
    if (stored.state !== 'known') continue;
    const { writer } = parseBackup(stored.value.body, bucket, deployment);
    if (writer !== undefined) return { writer };
  }
  return {};
}
