import type { Arn } from '#shared/connect/arn.ts';
import type { Deployment } from '#shared/connect/deployment.ts';
import { explainedIn, notification } from '#shared/connect/notification.ts';
import type { UploadErrorsPort } from '#shared/ports.ts';
import { backupName } from '#shared/remediation/backup.ts';
import { commandFor, inPlace } from '#shared/remediation/notification.ts';
import type { Receipt } from '#shared/remediation/receipt.ts';
import { Retryable } from './errors.ts';
import { forever, type NotifyWorld, tellOnce } from './notices.ts';
import type { RecentWrite } from './recent-writes.ts';

export interface WatchWorld extends NotifyWorld {
  readonly uploads: UploadErrorsPort;
}

/**
 * Tells people once of each write after which Amazon Connect cannot store recordings of an instance
 * that uses the bucket: that is how a wrong policy shows.
 * @returns of how many they were told now
 * @throws Retryable when the metrics cannot be read; what publishing throws.
 */
export async function tellFailedUploads(
  world: WatchWorld,
  deployment: Deployment,
  writes: readonly RecentWrite[],
): Promise<number> {
  if (writes.length === 0) return 0;
  const errors = await errorsSince(world, writes, world.clock.now());
  let told = 0;
  for (const { name, receipt } of writes) {
    const start = beginningOfMinute(Date.parse(receipt.at));
    const failing = receipt.instances.flatMap((instance) => {
      const counted = (errors.get(instance) ?? []).filter(({ at }) => at >= start);
      const count = counted.reduce((sum, each) => sum + each.count, 0);
      return count > 0 ? [{ instance, count }] : [];
    });
    if (failing.length === 0) continue;
    const message = () => uploadsNotification(deployment, receipt, failing);
    const notice = `notices/uploads/${name}`;
    if (await tellOnce(world, notice, 'recordings fail', message, forever)) told += 1;
  }
  return told;
}

const beginningOfMinute = (time: number): Date => new Date(Math.floor(time / 60_000) * 60_000);

type UploadErrors = ReadonlyMap<Arn, readonly { readonly at: Date; readonly count: number }[]>;

async function errorsSince(
  { uploads }: WatchWorld,
  writes: readonly RecentWrite[],
  now: Date,
): Promise<UploadErrors> {
  const instances = [...new Set(writes.flatMap(({ receipt }) => receipt.instances))];
  if (instances.length === 0) return new Map<Arn, never>();
  const first = Math.min(...writes.map(({ receipt }) => Date.parse(receipt.at)));
  const until = new Date(now.getTime() + 60_000);
  const counted = await uploads.uploadErrors(instances, beginningOfMinute(first), until);
  if (counted.state === 'known') return counted.value;
  const why =
    counted.state === 'unreadable' ? `${counted.why.action}: ${counted.why.code}` : 'none';
  throw new Retryable(`What Amazon CloudWatch counted cannot be read: ${why}`);
}

function uploadsNotification(
  deployment: Deployment,
  { bucket, at, status, backup, reason, instances }: Receipt,
  failing: readonly { readonly instance: string; readonly count: number }[],
) {
  const restore =
    status === 'RESTORED' ? `restore BUCKET ${backupName(backup)} --yes` : 'restore BUCKET --yes';
  return notification(`Recordings are not stored: ${bucket}`, [
    `Amazon Connect cannot store recordings since the guard wrote the policy of ${bucket} at ${at}:`,
    failing.map(({ instance, count }) => `  ${instance}: ${count}`).join('\n'),
    `What was written: ${reason}`,
    inPlace(deployment, instances),
    commandFor('Put the policy back that was there before:', restore, bucket, deployment),
    `That policy is kept as ${backup}. A changed key, or a bucket that is gone, shows in the same way: the rules about keys and instances tell.`,
    explainedIn('recordings-are-not-stored'),
  ]);
}
