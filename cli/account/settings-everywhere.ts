import { ConfigServiceClient } from '@aws-sdk/client-config-service';
import { isJsonObject } from '#shared/connect/json-shape.ts';
import { parseJson } from '#shared/policy/json.ts';
import { refuseStrayInstances, settingsFor } from '#shared/settings/for-places.ts';
import { eachOf } from '#shared/usecases/bounded.ts';
import {
  type CheckedSettings,
  checkSettings,
  isFault,
  storeSettings,
} from '#shared/usecases/settings.ts';
import { type Place, type PlaceOptions, placesOf } from '../audit/places.ts';
import { BadInput, Failed, messageOf } from '../errors.ts';
import type { ExitCode } from '../exit-codes.ts';
import { readInput } from '../input.ts';
import { say } from '../terminal.ts';
import { startGuardRules } from './guard-rules.ts';
import { asInput, settingsWorld } from './settings.ts';
import { exitCodeOf, type Row, tellRows } from './settings-rows.ts';

export interface EverywhereOptions extends PlaceOptions {
  readonly dryRun?: boolean;
  /** Store where all is in order, although it is not everywhere. */
  readonly partial?: boolean;
  readonly json?: boolean;
}

/** What a look at one place came to. */
type Looked = { readonly place: Place } & (
  | { readonly checked: CheckedSettings; readonly world: Awaited<ReturnType<typeof settingsWorld>> }
  | { readonly why: string; readonly isFault: boolean }
);

/** Places at a time. */
const atATime = 8;

/**
 * Gives one settings document to several accounts and regions: checks it in all of them by what is
 * there, and only then stores it, in each just what was compared. Unless all is in order everywhere
 * nothing is stored, or with `--partial` where it is.
 * @throws BadInput when some place would not take the document: nothing is stored then
 */
export async function runSettingsPutEverywhere(
  file: string,
  options: EverywhereOptions,
): Promise<ExitCode> {
  const { name, text } = await readInput(file);
  const document = asInput(name, () => parseJson(text));
  const places = await placesOf(options);
  const all = places.map(({ deployment }) => deployment);
  say(`Checking ${places.length} accounts and regions …`);
  const looked = await inEach(places, (place) =>
    look(place, (stored) => {
      refuseLosingExceptions(document, stored);
      return settingsFor(document, place.deployment, stored);
    }),
  );
  const unseen = looked
    .filter((each) => 'why' in each && !each.isFault)
    .map(({ place }) => place.deployment.account);
  asInput(name, () => refuseStrayInstances(document, all, unseen));
  refuseFaults(name, looked);
  const inOrder = looked.every((each) => 'checked' in each && each.checked.warnings.length === 0);
  const mayStore = !options.dryRun && (inOrder || options.partial === true);
  const rows = await inEach(looked, (each) => concluded(each, mayStore));
  tellRows(rows, { ...options, inOrder });
  return exitCodeOf(rows);
}

async function look(place: Place, documentOf: (stored: unknown) => unknown): Promise<Looked> {
  try {
    await place.client.credentials?.();
    const world = await settingsWorld(accountOf(place));
    return { place, world, checked: await checkSettings(world, place.deployment, documentOf) };
  } catch (error) {
    return { place, why: messageOf(error), isFault: isFault(error) };
  }
}

/** A bucket that is excepted may need to stay open. @throws Failed */
function refuseLosingExceptions(document: unknown, stored: unknown): void {
  if (isJsonObject(stored) || (isJsonObject(document) && document.exceptions !== undefined)) return;
  throw new Failed(
    'what is stored there is no JSON object, so the exceptions in it would be lost: correct it there with connect-guard settings put, or name them in the document',
  );
}

/** @throws BadInput naming the place and the path of the first fault. */
function refuseFaults(name: string, looked: readonly Looked[]): void {
  const faults = looked.flatMap((each) => ('why' in each && each.isFault ? [each] : []));
  const [first, ...others] = faults;
  if (!first) return;
  const { account, region } = first.place.deployment;
  const more = others.length > 0 ? ` (and ${others.length} more)` : '';
  throw new BadInput(
    `${name}: for ${account} in ${region}${more}: ${first.why}. Nothing was stored. What differs by account or region is written with \${account}, \${region} and \${partition}`,
  );
}

async function concluded(looked: Looked, mayStore: boolean): Promise<Row> {
  const { account, region } = looked.place.deployment;
  const row = { account, region, changes: [], warnings: [] };
  if ('why' in looked) return { ...row, result: 'failed', why: looked.why };
  const { changes, warnings } = looked.checked;
  const seen = { ...row, changes, warnings };
  if (warnings.length > 0) return { ...seen, result: 'lacking' };
  if (changes.length === 0) return { ...seen, result: 'unchanged' };
  if (!mayStore) return { ...seen, result: 'would change' };
  try {
    await storeSettings(looked.world, looked.checked);
  } catch (error) {
    return { ...seen, result: 'failed', why: messageOf(error) };
  }
  const later = await judgedLater(looked.place);
  return { ...seen, result: 'stored', ...(later !== undefined && { why: later }) };
}

/** Has AWS Config judge by them now; why it does so only within a day. */
const judgedLater = (place: Place): Promise<string | undefined> =>
  startGuardRules(new ConfigServiceClient(place.client)).then(
    () => undefined,
    (error: unknown) => `counts within 24 hours: ${messageOf(error)}`,
  );

const accountOf = ({ deployment, client, auditor: caller }: Place) => ({
  deployment,
  client,
  caller,
});

async function inEach<T, R>(
  items: readonly T[],
  work: (item: T) => Promise<R>,
): Promise<readonly R[]> {
  const results: R[] = [];
  await eachOf([...items.entries()], atATime, async ([index, item]) => {
    results[index] = await work(item);
  });
  return results;
}
