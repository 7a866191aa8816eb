import type { Deployment } from '#shared/connect/deployment.ts';
import { explainedIn, notification } from '#shared/connect/notification.ts';
import type { StatePort } from '#shared/ports.ts';
import { type Backup, backupName, backupPrefix } from '#shared/remediation/backup.ts';
import { commandFor, inPlace } from '#shared/remediation/notification.ts';
import { type Receipt, timeOfKey } from '#shared/remediation/receipt.ts';
import { readBackup } from './backups.ts';
import { Retryable } from './errors.ts';
import { forever, type NotifyWorld, tellOnce } from './notices.ts';
import type { RecentWrite } from './recent-writes.ts';

/** CloudTrail gives whole seconds. */
const second = 1000;

/**
 * S3 has no conditional write of policies: between the guard's last look and its write, somebody else
 * may write one that nobody will have seen. Their CloudTrail event tells, and it is kept; here its
 * writer is told.
 * @returns how many people were told of now
 * @throws Retryable when the backups cannot be read; what publishing throws.
 */
export async function tellOverwritten(
  world: NotifyWorld,
  deployment: Deployment,
  writes: readonly RecentWrite[],
): Promise<number> {
  let told = 0;
  for (const { receipt } of writes) {
    for (const key of await within(world.state, receipt)) {
      const kept = await othersBackup(world.state, deployment, receipt.bucket, key);
      if (kept === undefined) continue;
      const notice = `notices/overwritten/${key.slice('backups/'.length)}`;
      const message = () => overwrittenNotification(deployment, receipt, kept, key);
      if (await tellOnce(world, notice, 'overwritten', message, forever)) told += 1;
    }
  }
  return told;
}

/** Kept from the time of the run, and neither what it found nor what it wrote. */
async function within(state: StatePort, receipt: Receipt): Promise<readonly string[]> {
  const began = timeOfKey(receipt.backup);
  if (began === undefined) return [];
  const keys = await state.list(backupPrefix(receipt.bucket));
  if (keys.state === 'unreadable') {
    const { action, code, message } = keys.why;
    throw new Retryable(`The backups cannot be listed: ${action}: ${code}: ${message}`);
  }
  const accounted = [receipt.digestBefore, receipt.digestAfter].map(
    (digest) => `-${digest.slice(0, 12)}.json`,
  );
  return (keys.state === 'known' ? keys.value : []).filter((key) => {
    const at = timeOfKey(key)?.getTime() ?? 0;
    const during = at > began.getTime() - second && at <= Date.parse(receipt.at);
    return during && !accounted.some((ending) => key.endsWith(ending));
  });
}

async function othersBackup(
  state: StatePort,
  deployment: Deployment,
  bucket: string,
  key: string,
): Promise<Backup | undefined> {
  const backup = await readBackup(state, key, bucket, deployment);
  return 'code' in backup || backup.madeBy !== 'somebody-else' ? undefined : backup;
}

function overwrittenNotification(
  deployment: Deployment,
  { bucket, at, instances }: Receipt,
  { writer }: Backup,
  key: string,
) {
  return notification(`Policy overwritten: ${bucket}`, [
    `${writer?.arn ?? 'Somebody'} wrote the policy of ${bucket} at ${writer?.at ?? 'the same time'}, while the guard was writing it, until ${at}. The guard has not seen that policy and may have overwritten it.`,
    inPlace(deployment, instances),
    `It is kept as ${key}.`,
    commandFor(
      'See what it would open or close, and whether it is live:',
      'backups BUCKET',
      bucket,
      deployment,
    ),
    commandFor('Put it back:', `restore BUCKET ${backupName(key)} --yes`, bucket, deployment),
    explainedIn('two-writers'),
  ]);
}
