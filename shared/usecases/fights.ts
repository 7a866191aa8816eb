import type { Deployment } from '#shared/connect/deployment.ts';
import { type Fight, fightKey, type PolicyWriter, parseFight } from '#shared/connect/fight.ts';
import type { ClockPort, StatePort } from '#shared/ports.ts';
import { backupPrefix } from '#shared/remediation/backup.ts';
import { type Receipt, receiptPrefix, timeOfKey } from '#shared/remediation/receipt.ts';
import type { RemediationLimit } from '#shared/settings/settings.ts';
import { readBackup } from './backups.ts';
import { readReceipt } from './receipts.ts';
import { newestKeys } from './state-keys.ts';
import { openDocument, replaceDocument } from './stored-document.ts';

interface FightWorld {
  readonly state: StatePort;
  readonly clock: ClockPort;
}

type Limit = Required<RemediationLimit>;

const hour = 60 * 60 * 1000;
/** So many writers are told, and so many of the newest backups are looked through for them. */
const mostWriters = 3;
const mostBackups = 20;

/**
 * Whether the guard has put this policy right so often that somebody must be fighting it. What a
 * person had written begins the count anew.
 * @throws Retryable when it cannot be told.
 */
export async function fightOver(
  { state, clock }: FightWorld,
  deployment: Deployment,
  bucket: string,
  { count, hours }: Limit,
): Promise<Fight | undefined> {
  const now = clock.now().getTime();
  const isRecent = (key: string) => (timeOfKey(key)?.getTime() ?? 0) > now - hours * hour;
  const keys = (await newestKeys(state, receiptPrefix(bucket))).filter(isRecent);
  if (keys.length < count) return undefined;
  const { value: last } = await openDocument(state, fightKey(bucket), parseFight);
  const ended = Date.parse(last?.ended ?? '') || 0;
  const remediations: Receipt[] = [];
  for (const key of keys) {
    const receipt = await readReceipt(state, key);
    if (receipt && (receipt.by !== 'automation' || Date.parse(receipt.at) <= ended)) break;
    if (receipt?.status === 'REMEDIATED') remediations.push(receipt);
  }
  const decisive = remediations[count - 1];
  if (!decisive) return undefined;
  return {
    version: 1,
    bucket,
    since: clock.now().toISOString(),
    until: new Date(Date.parse(decisive.at) + hours * hour).toISOString(),
    remediations: remediations.length,
    hours,
    writers: await lastWriters(state, deployment, bucket, isRecent),
  };
}

/** Whose policies of this bucket were kept from their CloudTrail events, newest first. */
async function lastWriters(
  state: StatePort,
  deployment: Deployment,
  bucket: string,
  isRecent: (key: string) => boolean,
): Promise<readonly PolicyWriter[]> {
  const keys = (await newestKeys(state, backupPrefix(bucket))).filter(isRecent);
  const writers = new Map<string, PolicyWriter>();
  for (const key of keys.slice(0, mostBackups)) {
    const backup = await readBackup(state, key, bucket, deployment);
    const writer = 'code' in backup ? undefined : backup.writer;
    if (!writer || writers.has(writer.arn)) continue;
    const { arn, userAgent, at } = writer;
    writers.set(arn, { arn, ...(userAgent !== undefined && { userAgent }), at });
    if (writers.size === mostWriters) break;
  }
  return [...writers.values()];
}

/** Has the rule say so. `since` stays while the fight goes on. @throws Retryable */
export async function recordFight({ state, clock }: FightWorld, fight: Fight): Promise<void> {
  const stored = await openDocument(state, fightKey(fight.bucket), parseFight);
  const before = stored.value;
  const goesOn = before !== undefined && Date.parse(before.until) > clock.now().getTime();
  await replaceDocument(stored, goesOn ? { ...fight, since: before.since } : fight);
}

/** A person has decided: the guard works on. @throws Retryable */
export async function endFight({ state, clock }: FightWorld, bucket: string): Promise<void> {
  const stored = await openDocument(state, fightKey(bucket), parseFight);
  const now = clock.now();
  if (!stored.value || Date.parse(stored.value.until) <= now.getTime()) return;
  await replaceDocument(stored, {
    ...stored.value,
    until: now.toISOString(),
    ended: now.toISOString(),
  });
}
