import { instantAt, textAt } from '#shared/connect/json-shape.ts';
import type { Notification } from '#shared/connect/notification.ts';
import { parseStored } from '#shared/connect/stored-json.ts';
import type { ClockPort, NotifyPort, StatePort } from '#shared/ports.ts';
import { isFault } from './settings.ts';

export interface NotifyWorld {
  readonly state: StatePort;
  readonly clock: ClockPort;
  readonly notify: NotifyPort;
}

/** What people have been told of something. */
interface Notice {
  readonly version: 1;
  readonly told: string;
  /** ISO 8601, UTC. */
  readonly at: string;
}

const day = 24 * 60 * 60 * 1000;

/**
 * Publishes what is news: `told` is another than last time, or a day has passed since.
 * @param key of the notice in the state bucket
 * @returns whether it was published
 * @throws what publishing throws: then it is still to be told.
 */
export async function tellOnce(
  world: NotifyWorld,
  key: string,
  told: string,
  notification: () => MaybeTold | Promise<MaybeTold>,
  again = day,
): Promise<boolean> {
  const last = await lastNotice(world.state, key);
  const now = world.clock.now();
  if (last?.told === told && now.getTime() - Date.parse(last.at) < again) return false;
  const message = await notification();
  if (message !== undefined) await world.notify.publish(message);
  await noteTold(world, key, told);
  return message !== undefined;
}

/** Keeps what people have been told. */
export async function noteTold(
  { state, clock }: Omit<NotifyWorld, 'notify'>,
  key: string,
  told: string,
): Promise<void> {
  const notice: Notice = { version: 1, told, at: clock.now().toISOString() };
  await state.write(key, `${JSON.stringify(notice, null, 2)}\n`);
}

/** Undefined: it changes what is known to people without a word. */
type MaybeTold = Notification | undefined;

/** Says that people have been told of a write. @param receipt its key */
export const writeNoticeKey = (receipt: string): string =>
  receipt.replace(/^receipts\//, 'notices/runs/');

/** Once and never again, whatever becomes of it. */
export const forever = Number.POSITIVE_INFINITY;

/** A notice that cannot be read or understood has told nobody anything: better twice than never. */
async function lastNotice(state: StatePort, key: string): Promise<Notice | undefined> {
  const stored = await state.read(key);
  if (stored.state !== 'known') return undefined;
  try {
    const { told, at } = parseStored(stored.value.body);
    return { version: 1, told: textAt(told, 'told'), at: instantAt(at, 'at') };
  } catch (error) {
    if (isFault(error)) return undefined;
    throw error;
  }
}
