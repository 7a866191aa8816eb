import { backupName, backupPrefix } from '#shared/remediation/backup.ts';
import type { Refusal } from '#shared/remediation/refusal.ts';
import { findBackup, readBackup, type StoredBackup } from '#shared/usecases/backups.ts';
import { BadInput, Failed } from '../errors.ts';
import type { Account } from './open-account.ts';
import { carriedThrough } from './person.ts';
import { readable, stateOf } from './state.ts';

/** The keys of a bucket's backups, newest first. @throws Failed when they cannot be listed. */
async function backupKeys(account: Account, bucket: string): Promise<readonly string[]> {
  const keys = readable(await stateOf(account).list(backupPrefix(bucket)), account) ?? [];
  return keys.toSorted().toReversed();
}

/** All of a bucket, newest first; of one that cannot be used, why. @throws Failed */
export async function allBackups(
  account: Account,
  bucket: string,
): Promise<readonly (StoredBackup | { readonly key: string; readonly problem: string })[]> {
  const keys = await backupKeys(account, bucket);
  const state = stateOf(account);
  return carriedThrough(account, () =>
    Promise.all(
      keys.map(async (key) => {
        const backup = await readBackup(state, key, bucket, account.deployment);
        return 'code' in backup ? { key, problem: backup.message } : { key, backup };
      }),
    ),
  );
}

/**
 * The backup that a person names: its key, or the key without its folder.
 * @throws BadInput when there is none of that name.
 * @throws Failed when it is not what its digest says.
 */
export async function namedBackup(
  account: Account,
  bucket: string,
  name: string,
): Promise<StoredBackup> {
  const keys = await backupKeys(account, bucket);
  const key = keys.find((each) => each === name || backupName(each) === name);
  if (key === undefined) {
    throw new BadInput(
      `${name} is not a backup of ${bucket}; connect-guard backups ${bucket} lists them`,
    );
  }
  return found(account, bucket, key);
}

/**
 * What was there before the guard's last change: not before an earlier restore.
 * @throws Failed when the guard has not changed the bucket's policy.
 */
export async function latestBackup(account: Account, bucket: string): Promise<StoredBackup> {
  if ((await backupKeys(account, bucket)).length > 0) return found(account, bucket);
  throw new Failed(`there is no backup of ${bucket}: the guard has not changed its policy`);
}

async function found(account: Account, bucket: string, key?: string): Promise<StoredBackup> {
  const backup = await carriedThrough<StoredBackup | Refusal>(account, () =>
    findBackup(stateOf(account), account.deployment, bucket, key),
  );
  if (!('code' in backup)) return backup;
  throw new Failed(`${backup.message} connect-guard backups ${bucket} lists them.`);
}
