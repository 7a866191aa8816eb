import type { Place } from '#shared/connect/deployment.ts';
import { type Fact, known, unreadable } from '#shared/connect/fact.ts';
import { InvalidDocument } from '#shared/connect/json-shape.ts';
import { JsonSyntaxError } from '#shared/policy/errors.ts';
import { parseJson } from '#shared/policy/json.ts';
import type { ClockPort, IamPort, StatePort, StoredObject } from '#shared/ports.ts';
import { type Change, difference } from '#shared/settings/difference.ts';
import { parseSettings } from '#shared/settings/parse.ts';
import {
  type ExceptionSetting,
  noSettings,
  type Settings,
  settingsKey,
} from '#shared/settings/settings.ts';
import { Retryable } from './errors.ts';
import { recordIds } from './record-ids.ts';

/** A document that faults in its syntax or in what it says. */
export const isFault = (error: unknown): error is Error =>
  error instanceof InvalidDocument || error instanceof JsonSyntaxError;

/** @throws InvalidDocument or JsonSyntaxError naming the path of the fault. */
export const settingsFrom = (text: string, place: Place): Settings =>
  parseSettings(parseJson(text), place);

const notUnderstood = 'InvalidSettings';

/**
 * The settings in force. None written yet is `known`: nobody is named and nothing is enforced.
 * Settings that cannot be read or understood are `unreadable`, never a default.
 */
export async function readSettings(state: StatePort, place: Place): Promise<Fact<Settings>> {
  const stored = await state.read(settingsKey);
  if (stored.state === 'absent') return known(noSettings);
  if (stored.state === 'unreadable') return stored;
  try {
    return known(settingsFrom(stored.value.body, place));
  } catch (error) {
    if (!isFault(error)) throw error;
    const message = `${settingsKey}: ${error.message}`;
    return unreadable({ action: 's3:GetObject', code: notUnderstood, message });
  }
}

/** What `settings.json` said when it was last understood. Written by notify-people alone. */
const lastGoodKey = 'settings.last-good.json';

/**
 * What to judge by: the settings in force, and while those cannot be understood the last ones that
 * could. Never what to write by: what somebody meant by settings that are broken, nobody knows.
 */
export async function settingsToJudgeBy(state: StatePort, place: Place): Promise<Fact<Settings>> {
  const inForce = await readSettings(state, place);
  if (inForce.state !== 'unreadable' || inForce.why.code !== notUnderstood) return inForce;
  const kept = await state.read(lastGoodKey);
  if (kept.state !== 'known') return inForce;
  try {
    return known(settingsFrom(kept.value.body, place));
  } catch (error) {
    if (!isFault(error)) throw error;
    return inForce;
  }
}

/**
 * Keeps the settings in force, when they can be understood, for the time when they cannot.
 * @returns what is wrong with those in force; null: nothing
 * @throws Retryable when they cannot be read.
 */
export async function keepLastGood(state: StatePort, place: Place): Promise<string | null> {
  const stored = await storedSettings(state);
  if (stored === undefined) return null;
  try {
    settingsFrom(stored.body, place);
  } catch (error) {
    if (!isFault(error)) throw error;
    return error.message;
  }
  const kept = await state.read(lastGoodKey);
  if (kept.state !== 'known' || kept.value.body !== stored.body) {
    await state.write(lastGoodKey, stored.body);
  }
  return null;
}

export interface SettingsPut {
  readonly settings: Settings;
  /** What changed, by path. */
  readonly changes: readonly Change[];
  /** Named principals that could not be found: they are left out of every baseline until named again. */
  readonly warnings: readonly string[];
}

/** Settings that can be stored, and what they were compared with. */
export interface CheckedSettings extends SettingsPut {
  readonly replaces: StoredObject | undefined;
}

interface SettingsWorld {
  readonly state: StatePort;
  readonly iam: IamPort;
}

/**
 * Checks a settings document and compares it with the stored one. The unique id of each named role
 * and user is recorded: naming somebody is how a person approves an id. Nothing is written.
 * @param documentOf the document, given what is stored: `{}` when that is nothing, undefined when it is
 *   no JSON
 * @throws InvalidDocument or JsonSyntaxError naming the path of the fault.
 * @throws Retryable when the stored settings cannot be read.
 */
export async function checkSettings(
  { state, iam }: SettingsWorld,
  place: Place,
  documentOf: (stored: unknown) => unknown,
): Promise<CheckedSettings> {
  const replaces = await storedSettings(state);
  const before = lenient(replaces?.body);
  const wanted = parseSettings(documentOf(before), place);
  const { ids, warnings } = await recordIds(iam, wanted);
  const settings: Settings = { ...wanted, ids };
  return { settings, changes: difference(before ?? {}, settings), warnings, replaces };
}

/** @throws Retryable when somebody else wrote since they were checked. */
export const storeSettings = (
  { state }: Pick<SettingsWorld, 'state'>,
  { settings, replaces }: CheckedSettings,
): Promise<void> => store(state, settings, replaces);

/**
 * Checks a settings document and stores it in place of the one that it was compared with.
 * @throws as {@link checkSettings} and {@link storeSettings}: then nothing is written.
 */
export async function putSettings(
  world: SettingsWorld,
  place: Place,
  text: string,
): Promise<SettingsPut> {
  const document = parseJson(text);
  const checked = await checkSettings(world, place, () => document);
  await storeSettings(world, checked);
  return checked;
}

interface ExceptionWorld {
  readonly state: StatePort;
  readonly clock: ClockPort;
}

/**
 * Adds an exception, in place of the bucket's of the same reason and of those that have expired.
 * @throws InvalidDocument or JsonSyntaxError when the stored settings are malformed.
 * @throws Retryable when somebody else keeps writing.
 */
export const recordException = (
  world: ExceptionWorld,
  place: Place,
  exception: ExceptionSetting,
): Promise<void> => {
  const now = world.clock.now().getTime();
  const stays = (other: ExceptionSetting): boolean =>
    other.bucket !== exception.bucket ||
    (other.reason !== exception.reason && Date.parse(other.expires) > now);
  return changeExceptions(world, place, (all) => [...all.filter(stays), exception]);
};

/**
 * Takes an exception back that was recorded for what then did not happen.
 * @throws as {@link recordException}
 */
export const withdrawException = (
  world: ExceptionWorld,
  place: Place,
  { bucket, reason }: ExceptionSetting,
): Promise<void> =>
  changeExceptions(world, place, (all) =>
    all.filter((other) => other.bucket !== bucket || other.reason !== reason),
  );

async function changeExceptions(
  { state, clock }: ExceptionWorld,
  place: Place,
  change: (exceptions: readonly ExceptionSetting[]) => readonly ExceptionSetting[],
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const stored = await storedSettings(state);
    const settings = stored ? settingsFrom(stored.body, place) : noSettings;
    const changed = { ...settings, exceptions: change(settings.exceptions ?? []) };
    try {
      return await store(state, changed, stored);
    } catch (error) {
      if (!(error instanceof Retryable) || attempt === 3) throw error;
      await clock.sleep(200 * attempt);
    }
  }
}

async function storedSettings(state: StatePort): Promise<StoredObject | undefined> {
  const stored = await state.read(settingsKey);
  if (stored.state === 'absent') return undefined;
  if (stored.state === 'known') return stored.value;
  const { action, code, message } = stored.why;
  throw new Retryable(`The stored settings cannot be read: ${action}: ${code}: ${message}`);
}

async function store(
  state: StatePort,
  settings: Settings,
  replaced: StoredObject | undefined,
): Promise<void> {
  const body = `${JSON.stringify(settings, null, 2)}\n`;
  const written = await state.write(settingsKey, body, { ifMatch: replaced?.etag ?? null });
  if (!written) throw new Retryable('Somebody else changed the settings meanwhile. Try again.');
}

/** Malformed settings can still be replaced. */
function lenient(text: string | undefined): unknown {
  try {
    return text === undefined ? {} : parseJson(text);
  } catch (error) {
    if (isFault(error)) return undefined;
    throw error;
  }
}
