import type { Deployment } from '#shared/connect/deployment.ts';
import { isJsonObject, objectAt, optionalAt, refuse, textAt } from '#shared/connect/json-shape.ts';
import { settingsKey } from '#shared/settings/settings.ts';
import { type ExceptionWorld, tellRemediationExceptions } from './exception-news.ts';
import { tellOverwritten } from './overwritten-news.ts';
import { storedInventory } from './read-inventory.ts';
import { type RecentWrite, writesSince } from './recent-writes.ts';
import { type RecorderWorld, tellRecorder } from './recorder-news.ts';
import { keepLastGood, readSettings } from './settings.ts';
import { type SettingsWriter, tellSettings } from './settings-news.ts';
import { tellUntoldRuns } from './untold-runs.ts';
import { tellFailedUploads, type WatchWorld } from './upload-news.ts';

export type NewsWorld = WatchWorld & ExceptionWorld & RecorderWorld;

export interface News {
  /** Whether people were told of changed settings. */
  readonly settings: boolean;
  /** What is wrong with the settings in force; null: nothing; undefined: they could not be read. */
  readonly settingsFault: string | null | undefined;
  /** Of how many writes people were told now that no run has told them of. */
  readonly untold: number;
  /** Of how many writes after which recordings fail people were told now. */
  readonly uploads: number;
  /** Of how many policies that the guard may have overwritten unseen people were told now. */
  readonly overwritten: number;
  /** How many remediation exceptions AWS Config has; undefined: they could not be read. */
  readonly exceptions: number | undefined;
  /** Whether AWS Config's recorder is off or blind; undefined: it could not be seen. */
  readonly recorderTrouble: boolean | undefined;
  /** Minutes since all of the inventory was taken; undefined while there is none. */
  readonly inventoryAge: number | undefined;
  /** What could not be looked at or told: the next run tries again. */
  readonly faults: readonly string[];
}

/**
 * Looks whether there is something that people must be told of, and tells them what they have not
 * been told. What fails keeps nothing else from being told.
 * @param rules names of the AWS Config rules that remediate
 */
export async function tellNews(
  world: NewsWorld,
  deployment: Deployment,
  rules: readonly string[],
  writer?: SettingsWriter,
): Promise<News> {
  const faults: string[] = [];
  const attempt = async <T>(work: Promise<T>): Promise<T | undefined> => {
    try {
      return await work;
    } catch (error) {
      faults.push(error instanceof Error ? error.message : String(error));
      return undefined;
    }
  };
  const settings = (await attempt(tellSettings(world, deployment, writer))) ?? false;
  const settingsFault = await attempt(keepLastGood(world.state, deployment));
  const writes = (await attempt(watchedWrites(world, deployment))) ?? [];
  const untold = (await attempt(tellUntoldRuns(world, deployment, writes))) ?? 0;
  const uploads = (await attempt(tellFailedUploads(world, deployment, writes))) ?? 0;
  const overwritten = (await attempt(tellOverwritten(world, deployment, writes))) ?? 0;
  const exceptions = await attempt(tellRemediationExceptions(world, deployment, rules));
  const recorderTrouble = await attempt(tellRecorder(world, deployment));
  const inventory = await attempt(storedInventory(world.state, deployment));
  const age =
    inventory === undefined || typeof inventory === 'string'
      ? undefined
      : world.clock.now().getTime() - Date.parse(inventory.takenAt);
  const inventoryAge = age === undefined ? undefined : Math.round(age / 60_000);
  return {
    settings,
    settingsFault,
    untold,
    uploads,
    overwritten,
    exceptions,
    recorderTrouble,
    inventoryAge,
    faults,
  };
}

const hour = 60 * 60 * 1000;

/** The writes that are still watched: for a day unless the settings say otherwise. */
async function watchedWrites(
  { state, clock }: NewsWorld,
  deployment: Deployment,
): Promise<readonly RecentWrite[]> {
  const settings = await readSettings(state, deployment);
  const { watchUploadsHours = 24 } = settings.state === 'known' ? settings.value : {};
  return writesSince(state, new Date(clock.now().getTime() - watchUploadsHours * hour));
}

/**
 * Reads what the function is called with: `{ reason: "schedule" }`, or S3's event that the settings
 * were written.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
 * @throws InvalidDocument naming the path of the first fault.
 */
export function parseSettingsWriter(
  received: unknown,
  { stateBucket, account }: Deployment,
): SettingsWriter | undefined {
  if (isJsonObject(received) && received.reason === 'schedule') return undefined;
  const event = objectAt(received, '$');
  if (event['detail-type'] !== 'Object Created') {
    refuse('detail-type', '"Object Created"', event['detail-type']);
  }
  if (event.account !== account) refuse('account', account, event.account);
  const detail = objectAt(event.detail, 'detail');
  const { name } = objectAt(detail.bucket, 'detail.bucket');
  if (name !== stateBucket) refuse('detail.bucket.name', stateBucket, name);
  const { key, etag } = objectAt(detail.object, 'detail.object');
  if (key !== settingsKey) refuse('detail.object.key', settingsKey, key);
  const sourceIp = optionalAt(detail, 'detail', 'source-ip-address', textAt)['source-ip-address'];
  return {
    requester: textAt(detail.requester, 'detail.requester'),
    ...(sourceIp !== undefined && { sourceIp }),
    etag: textAt(etag, 'detail.object.etag'),
  };
}
