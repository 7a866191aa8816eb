import { everyKind } from '#shared/connect/change-events.ts';
import type { Deployment, Place } from '#shared/connect/deployment.ts';
import type { Inventory } from '#shared/connect/inventory.ts';
import { refuseOthers } from '#shared/connect/json-shape.ts';
import { kindsChanged } from '#shared/connect/kinds-changed.ts';
import { inventoryKey, parseInventory } from '#shared/connect/stored-inventory.ts';
import type { StatePort } from '#shared/ports.ts';
import type { Change } from './change-event.ts';
import { concern, partOfConnect } from './concern.ts';
import { Retryable } from './errors.ts';
import { staleAfter } from './read-inventory.ts';
import type { Cause } from './refresh-cause.ts';
import { type RefreshOutcome, report } from './refresh-report.ts';
import {
  nothingRefreshed,
  type Part,
  parseRefreshState,
  type RefreshState,
  refreshKey,
  type Sweep,
} from './refresh-state.ts';
import { retakeParts } from './retake-parts.ts';
import {
  rulesConcerned,
  type StartableRule,
  type StartWorld,
  startDueRules,
} from './start-rules.ts';
import { openDocument, type StoredDocument, Superseded } from './stored-document.ts';
import { storing, sweepInventory } from './sweep-inventory.ts';
import type { DiscoveryWorld } from './take-inventory.ts';

export interface RefreshWorld extends DiscoveryWorld, StartWorld {
  readonly state: StatePort;
}

export interface RefreshRequest {
  readonly deployment: Deployment;
  readonly cause: Cause;
  /** To be started when what they judge by has changed. */
  readonly rules: readonly StartableRule[];
  /** When to stop asking Connect and leave the rest to the next run: there is time for one request more. */
  readonly deadline: Date;
}

/** An attempt that failed is not repeated before: Lambda's own retry comes after a minute. */
const attemptedFor = 50 * 1000;
/** How often all of it is taken without being asked for, in milliseconds. */
export const takenEvery = 6 * 3600 * 1000;
/** What a sweep learnt longer ago is asked again. */
const sweepLives = 6 * 3600 * 1000;

/** One run: what is stored, and what is to be done. */
interface Run extends RefreshRequest {
  readonly world: RefreshWorld;
  readonly inventory: StoredDocument<Inventory>;
  readonly progress: StoredDocument<RefreshState>;
}

/**
 * Keeps the inventory: takes all of it when it is due or asked for, going on where the last run
 * stopped, and single parts when an event names them or they had failed. How far it has come is
 * stored before Connect is asked. Afterwards the AWS Config rules concerned are started.
 * @throws Retryable when `ListInstances` fails or what is stored cannot be read; the stored
 *   inventory stays.
 * @throws whatever storing throws: then Connect has not been asked.
 */
export async function refreshInventory(
  world: RefreshWorld,
  request: RefreshRequest,
): Promise<RefreshOutcome> {
  const inventory = await openDocument(world.state, inventoryKey, (text) =>
    inventoryHere(text, request.deployment),
  );
  const { cause, deployment } = request;
  if (cause.kind === 'change' && inventory.value && !isStale(world, inventory.value)) {
    const concerned = concern(inventory.value, cause.change, deployment.remediatorRole);
    if (!concerned) return report('UNRELATED', inventory.value);
  }
  const progress = await openDocument(world.state, refreshKey, parseRefreshState);
  const run = { ...request, world, inventory, progress };
  try {
    return await perform(run);
  } catch (error) {
    if (!(error instanceof Superseded)) throw error;
    // A change that somebody else does not know of must not be lost.
    if (cause.kind === 'change') throw new Retryable(error.message);
    return report('SUPERSEDED', inventory.value, progress.value);
  }
}

async function perform(run: Run): Promise<RefreshOutcome> {
  const { world, inventory, cause } = run;
  const state = run.progress.value ?? nothingRefreshed;
  if (cause.kind === 'change' && inventory.value && !isStale(world, inventory.value)) {
    return followChange(run, state, cause.change, inventory.value);
  }
  if (wantsEverything(run, state)) return takeEverything(run, state);
  if (
    inventory.value &&
    state.pending.length > 0 &&
    since(world, state.attemptedAt) >= attemptedFor
  ) {
    return takeParts(run, state, inventory.value, []);
  }
  const started = await start(run, state);
  return report(started === state ? 'FRESH' : 'STARTED', inventory.value, started);
}

/** Whoever asks has found no inventory that is usable: meanwhile there may be one. */
function wantsEverything({ world, inventory, cause }: Run, state: RefreshState): boolean {
  if (state.sweep || !inventory.value || isStale(world, inventory.value)) return true;
  return cause.kind === 'schedule' && since(world, inventory.value.takenAt) >= takenEvery;
}

/** Goes on with the sweep that is under way, or begins one. */
async function takeEverything(run: Run, before: RefreshState): Promise<RefreshOutcome> {
  const { world, progress, deployment: place, inventory, deadline } = run;
  const attemptedAt = world.clock.now().toISOString();
  const sweep = sweepUnderWay(run, before);
  if (sweep && since(world, before.attemptedAt) < attemptedFor) {
    if (sweep !== before.sweep) await progress.write({ ...before, sweep });
    return report('COALESCED', inventory.value, before);
  }
  const begun: Sweep = sweep ?? { startedAt: attemptedAt, again: [] };
  const state: RefreshState = { ...before, attemptedAt, sweep: begun };
  await progress.write(state);
  const previous = inventory.value;
  const found = await sweepInventory(world, { place, sweep: begun, previous, deadline });
  if (!found) return report('PARTIAL', previous, state);
  const useful = previous && !isStale(world, previous) ? previous : undefined;
  const due = dueAbout(run, state, useful ? kindsChanged(useful, found.value) : everyKind);
  // Noted before: a run that is cut off after storing the inventory starts them all the same.
  await progress.write({ ...state, due });
  await inventory.write(found.value);
  const { sweep: _, ...rest } = state;
  const done = { ...rest, due, pending: distinct(found.failed) };
  await progress.write(done);
  return report('REFRESHED', found.value, await start(run, done));
}

/** What is too old is begun anew; what the change made untrue is asked again. */
function sweepUnderWay({ world, cause }: Run, { sweep }: RefreshState): Sweep | undefined {
  if (!sweep || since(world, sweep.startedAt) >= sweepLives) return undefined;
  return cause.kind === 'change' ? askingAgain(sweep, cause.change) : sweep;
}

/** At the end, about what Connect says to have changed meanwhile. All else is looked up then anyhow. */
function askingAgain(sweep: Sweep, { changed }: Change): Sweep {
  const part = partOfConnect(changed);
  return part ? { ...sweep, again: distinct([...sweep.again, part]) } : sweep;
}

async function followChange(
  run: Run,
  state: RefreshState,
  change: Change,
  inventory: Inventory,
): Promise<RefreshOutcome> {
  const { remediatorRole } = run.deployment;
  const { part, kinds = [] } = concern(inventory, change, remediatorRole) ?? {};
  if (part) {
    const pending = distinct([...state.pending, part]);
    const sweep = state.sweep && askingAgain(state.sweep, change);
    return takeParts(run, { ...state, pending, ...(sweep && { sweep }) }, inventory, kinds);
  }
  const due = rulesConcerned(run.rules, kinds, state.started, change.at);
  if (due.length === 0) return report('COALESCED', inventory, state);
  const next = { ...state, due: distinct([...state.due, ...due]) };
  await run.progress.write(next);
  return report('STARTED', inventory, await start(run, next));
}

/** Takes the pending parts anew, and has `kinds` and those judge whose facts are others then. */
async function takeParts(
  run: Run,
  before: RefreshState,
  inventory: Inventory,
  kinds: readonly string[],
): Promise<RefreshOutcome> {
  const { world, progress, deployment } = run;
  let state: RefreshState = { ...before, attemptedAt: world.clock.now().toISOString() };
  await progress.write(state);
  const { value, failed } = await retakeParts(
    world,
    deployment,
    inventory,
    state.pending,
    new Date(run.deadline.getTime() - storing),
  );
  const changed = kindsChanged(inventory, value);
  if (kinds.length > 0 || changed.length > 0) {
    // Noted before: a run that is cut off after storing the inventory starts them all the same.
    state = { ...state, due: dueAbout(run, state, [...kinds, ...changed]) };
    await progress.write(state);
    await run.inventory.write(value);
  }
  state = { ...state, pending: distinct(failed) };
  await progress.write(state);
  return report('CHANGED', value, await start(run, state));
}

/** The rules that are due already, and those about these kinds. */
const dueAbout = (
  { rules }: Run,
  { due }: RefreshState,
  kinds: readonly string[],
): readonly string[] =>
  distinct([
    ...due,
    ...rules.filter(({ kind }) => kinds.includes(kind)).map((rule) => rule.configRule),
  ]);

const start = (run: Run, state: RefreshState): Promise<RefreshState> =>
  startDueRules(run.world, run.progress, state, run.rules, run.deadline);

const since = ({ clock }: RefreshWorld, time: string | undefined): number => {
  const age = time === undefined ? Number.NaN : clock.now().getTime() - Date.parse(time);
  return age >= 0 ? age : Number.POSITIVE_INFINITY;
};

const isStale = (world: RefreshWorld, { takenAt }: Inventory): boolean =>
  since(world, takenAt) > staleAfter;

const distinct = <T extends Part | string>(items: readonly T[]): readonly T[] => [
  ...new Map(items.map((item) => [JSON.stringify(item), item])).values(),
];

/** One of another account or region is as good as none. */
function inventoryHere(text: string, place: Place): Inventory {
  const inventory = parseInventory(text);
  refuseOthers(inventory, place, ['partition', 'account', 'region']);
  return inventory;
}
