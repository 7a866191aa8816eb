import type { Arn } from '#shared/connect/arn.ts';
import type { Deployment } from '#shared/connect/deployment.ts';
import { keptDigest } from '#shared/policy/digest.ts';
import type { ClockPort, StatePort } from '#shared/ports.ts';
import { backupPrefix } from '#shared/remediation/backup.ts';
import {
  type Done,
  isReceipted,
  parseReceipt,
  type Receipt,
  receiptKey,
  receiptOf,
  receiptPrefix,
} from '#shared/remediation/receipt.ts';
import type { RunBy } from '#shared/remediation/run-by.ts';
import { readBackup, type StoredBackup } from './backups.ts';
import { isFault } from './settings.ts';
import { newestKeys, textOf } from './state-keys.ts';

interface ReceiptWorld {
  readonly state: StatePort;
  readonly clock: ClockPort;
}

type Written = Pick<Receipt, 'bucket' | 'digestBefore' | 'digestAfter'>;

/** @returns its key */
export async function writeReceipt(
  { state, clock }: ReceiptWorld,
  deployment: Deployment,
  written: Written,
  done: Omit<Done, 'at'>,
): Promise<string> {
  const receipt = receiptOf(written, deployment, { ...done, at: clock.now() });
  const key = receiptKey(receipt);
  await state.write(key, `${JSON.stringify(receipt, null, 2)}\n`);
  return key;
}

/** One that is malformed tells nothing. @throws Retryable when it cannot be read. */
export async function readReceipt(state: StatePort, key: string): Promise<Receipt | undefined> {
  const text = await textOf(state, key);
  try {
    return text === undefined ? undefined : parseReceipt(text);
  } catch (error) {
    if (isFault(error)) return undefined;
    throw error;
  }
}

/** So many policies of others are looked through for the last backup of our own. */
const mostOthers = 10;

/**
 * Writes the receipt of a run that was cut off after its policy had been stored: the last backup of
 * ours says that what is live now was written, and no receipt does.
 * @returns the keys of backup and receipt, and what that run had found; undefined when nothing is missing
 */
export async function completeReceipt(
  world: ReceiptWorld,
  deployment: Deployment,
  live: {
    readonly bucket: string;
    readonly policy: string | null;
    readonly instances: readonly Arn[];
  },
  run: { readonly executionId: string; readonly by: RunBy['kind'] },
): Promise<(Pick<Receipt, 'backup' | 'digestBefore'> & { readonly receipt: string }) | undefined> {
  const last = await lastOfOurs(world.state, deployment, live.bucket);
  if (!last || last.backup.digestAfter !== keptDigest(live.policy)) return undefined;
  const receipts = await newestKeys(world.state, receiptPrefix(live.bucket));
  if (isReceipted(receipts, last.backup)) return undefined;
  const { executionId, madeBy } = last.backup;
  const receipt = await writeReceipt(world, deployment, last.backup, {
    status: madeBy === 'restore' ? 'RESTORED' : 'REMEDIATED',
    reason: `Completed by a later run, ${run.executionId}: the one that wrote it was cut off.`,
    backup: last.key,
    executionId,
    by: run.by,
    instances: live.instances,
  });
  return { backup: last.key, receipt, digestBefore: last.backup.digestBefore };
}

/** The last backup that a run of the guard made. @throws Retryable when it cannot be read. */
export async function lastOfOurs(
  state: StatePort,
  deployment: Deployment,
  bucket: string,
): Promise<StoredBackup | undefined> {
  const keys = await newestKeys(state, backupPrefix(bucket));
  for (const key of keys.slice(0, mostOthers)) {
    const backup = await readBackup(state, key, bucket, deployment);
    if ('code' in backup) return undefined;
    if (backup.madeBy !== 'somebody-else') return { key, backup };
  }
  return undefined;
}
