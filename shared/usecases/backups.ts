import type { Place } from '#shared/connect/deployment.ts';
import { PolicySyntaxError } from '#shared/policy/errors.ts';
import type { StatePort } from '#shared/ports.ts';
import { type Backup, backupPrefix, parseBackup } from '#shared/remediation/backup.ts';
import type { Refusal } from '#shared/remediation/refusal.ts';
import { isFault } from './settings.ts';
import { newestKeys, textOf } from './state-keys.ts';

export interface StoredBackup {
  readonly key: string;
  readonly backup: Backup;
}

const unusable = (message: string): Refusal => ({
  code: 'BACKUP_UNUSABLE',
  message,
  next: 'Name another with its key in the state bucket (backups/BUCKET/…).',
});

/**
 * The named backup, or the last that a remediation made.
 * @throws Retryable when the state bucket cannot be read.
 */
export async function findBackup(
  state: StatePort,
  place: Place,
  bucket: string,
  named: string | undefined,
): Promise<StoredBackup | Refusal> {
  const keys = named === undefined ? await newestKeys(state, backupPrefix(bucket)) : [named];
  for (const key of keys) {
    const backup = await readBackup(state, key, bucket, place);
    if ('code' in backup) return backup;
    if (named !== undefined || backup.madeBy === 'remediation') return { key, backup };
  }
  return unusable('There is no backup of this bucket.');
}

/** @throws Retryable when it cannot be read. */
export async function readBackup(
  state: StatePort,
  key: string,
  bucket: string,
  place: Place,
): Promise<Backup | Refusal> {
  if (!key.startsWith(backupPrefix(bucket))) return unusable(`${key} is no backup of ${bucket}.`);
  const body = await textOf(state, key);
  if (body === undefined) return unusable(`There is no ${key}.`);
  try {
    return parseBackup(body, bucket, place);
  } catch (error) {
    if (!isFault(error) && !(error instanceof PolicySyntaxError)) throw error;
    return unusable(`${key} cannot be used: ${error.message}.`);
  }
}
