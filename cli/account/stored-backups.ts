import { type Backup, backupPrefix, parseBackup } from '#shared/remediation/backup.ts';
import { BadInput, Failed, messageOf } from '../errors.ts';
import type { Account } from './open-account.ts';
import { readable, stateOf, understood } from './state.ts';

/** A backup as the state bucket has it. */
export interface StoredBackup {
  readonly key: string;
  readonly backup: Backup;
}

/** The keys of a bucket's backups, newest first. @throws Failed when they cannot be listed. */
export async function backupKeys(account: Account, bucket: string): Promise<readonly string[]> {
  const keys = readable(await stateOf(account).list(backupPrefix(bucket)), account) ?? [];
  return keys.toSorted().toReversed();
}

/** @throws Failed when it is gone, cannot be read, or is not what its digest says. */
export async function readBackup(
  account: Account,
  bucket: string,
  key: string,
): Promise<StoredBackup> {
  const stored = readable(await stateOf(account).read(key), account);
  if (!stored) throw new Failed(`there is no ${key} in the state bucket any more`);
  const parse = () => parseBackup(stored.body, bucket, account.deployment);
  return { key, backup: understood(key, parse) };
}

/** All of a bucket, newest first; of one that cannot be used, why. */
export async function allBackups(
  account: Account,
  bucket: string,
): Promise<readonly (StoredBackup | { readonly key: string; readonly problem: string })[]> {
  const keys = await backupKeys(account, bucket);
  return Promise.all(
    keys.map((key) =>
      readBackup(account, bucket, key).catch((error: unknown) => {
        if (!(error instanceof Failed)) throw error;
        return { key, problem: messageOf(error) };
      }),
    ),
  );
}

/**
 * The backup that a person names: its key, or the key without its folder.
 * @throws BadInput when there is none of that name.
 */
export async function namedBackup(
  account: Account,
  bucket: string,
  name: string,
): Promise<StoredBackup> {
  const keys = await backupKeys(account, bucket);
  const key = keys.find((each) => each === name || nameOf(each, bucket) === name);
  if (key === undefined) {
    throw new BadInput(
      `${name} is not a backup of ${bucket}; connect-guard backups ${bucket} lists them`,
    );
  }
  return readBackup(account, bucket, key);
}

/**
 * What was there before the guard's last change: not before an earlier restore.
 * @throws Failed when the guard has not changed the bucket's policy.
 */
export async function latestBackup(account: Account, bucket: string): Promise<StoredBackup> {
  for (const key of await backupKeys(account, bucket)) {
    const stored = await readBackup(account, bucket, key);
    if (stored.backup.madeBy === 'remediation') return stored;
  }
  throw new Failed(`there is no backup of ${bucket}: the guard has not changed its policy`);
}

/** The key without its folder and ending. */
export const nameOf = (key: string, bucket: string): string =>
  key.slice(backupPrefix(bucket).length).replace(/\.json$/, '');
