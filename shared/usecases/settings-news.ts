import type { Deployment } from '#shared/connect/deployment.ts';
import { isJsonObject, objectAt } from '#shared/connect/json-shape.ts';
import { explainedIn, type Notification, notification } from '#shared/connect/notification.ts';
import { parseJson } from '#shared/policy/json.ts';
import { type Change, difference } from '#shared/settings/difference.ts';
import { settingsKey } from '#shared/settings/settings.ts';
import type { NotifyWorld } from './notices.ts';
import { isFault, settingsFrom } from './settings.ts';
import { storedAt } from './state-keys.ts';

/** The settings that people have last been told of. */
const settingsNoticeKey = 'notices/settings.json';

/** Who wrote the settings, as far as S3's event tells. */
export interface SettingsWriter {
  /** An account, or a service. */
  readonly requester: string;
  readonly sourceIp?: string;
  /** Of the object that was written, without quotes. */
  readonly etag: string;
}

interface Seen {
  /** As JSON; the text itself when it is none; absent: there are none. */
  readonly settings?: unknown;
  readonly fault?: string;
}

/**
 * Tells people what has changed in the settings since they were last told.
 * @returns whether there was anything to tell
 * @throws Retryable when they cannot be read; what publishing throws.
 */
export async function tellSettings(
  world: NotifyWorld,
  deployment: Deployment,
  writer?: SettingsWriter,
): Promise<boolean> {
  const stored = await storedAt(world.state, settingsKey);
  const now = stored ? look(stored.body, deployment) : {};
  const before = await lastTold(world);
  const changes = difference(before.settings ?? {}, now.settings ?? {});
  if (changes.length === 0 && before.fault === now.fault) return false;
  const known = stored?.etag.replaceAll('"', '');
  const by = writer !== undefined && writer.etag === known ? writer : undefined;
  await world.notify.publish(settingsNotification(deployment, changes, now.fault, by));
  await world.state.write(
    settingsNoticeKey,
    `${JSON.stringify({ version: 1, ...now }, null, 2)}\n`,
  );
  return true;
}

function look(text: string, deployment: Deployment): Seen {
  const settings = jsonOrText(text);
  try {
    settingsFrom(text, deployment);
    return { settings };
  } catch (error) {
    if (!isFault(error)) throw error;
    return { settings, fault: error.message };
  }
}

function jsonOrText(text: string): unknown {
  try {
    return parseJson(text);
  } catch (error) {
    if (!isFault(error)) throw error;
    return text;
  }
}

/** A notice that cannot be read or understood has told nobody anything. */
async function lastTold({ state }: NotifyWorld): Promise<Seen> {
  const stored = await state.read(settingsNoticeKey);
  if (stored.state !== 'known') return {};
  const notice = jsonOrText(stored.value.body);
  if (!isJsonObject(notice)) return {};
  const { settings, fault } = objectAt(notice, '$');
  return { settings, ...(typeof fault === 'string' && { fault }) };
}

/** A mail is no place for hundreds of changes. */
const mostShown = 50;

function settingsNotification(
  { account, region }: Deployment,
  changes: readonly Change[],
  fault: string | undefined,
  by: SettingsWriter | undefined,
): Notification {
  const shown = changes.slice(0, mostShown).map(changeInWords);
  const more = changes.length - shown.length;
  return notification(fault === undefined ? 'Settings changed' : 'Settings malformed', [
    fault === undefined
      ? `The settings of the guard in account ${account}, region ${region}, have changed.`
      : `The settings of the guard in account ${account}, region ${region}, are malformed: ${fault}\nUntil they are put right, nothing is remediated, and what is judged is judged by the last good ones.`,
    [...shown, ...(more > 0 ? [`… and ${more} more`] : [])].join('\n'),
    by === undefined
      ? `Who did it is in CloudTrail's data events of ${settingsKey}, if the bucket has them.`
      : `Written by account or service ${by.requester}${by.sourceIp === undefined ? '' : `, from ${by.sourceIp}`}.`,
    `See all of them, or put them right:\n  connect-guard settings get --region ${region}\n  connect-guard settings put FILE --region ${region}`,
    explainedIn('settings-changed'),
  ]);
}

const changeInWords = (change: Change): string => {
  const { path } = change;
  const sides = [
    ...('before' in change ? [`  - ${JSON.stringify(change.before)}`] : []),
    ...('after' in change ? [`  + ${JSON.stringify(change.after)}`] : []),
  ];
  return [path, ...sides].join('\n');
};
