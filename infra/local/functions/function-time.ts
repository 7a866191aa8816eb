import { syncBuiltinESMExports } from 'node:module';
import promises from 'node:timers/promises';
import type { TimeBase } from './messages.ts';

const MachineDate = Date;
const machineTimeout = setTimeout;
const machineSleep = promises.setTimeout;

let base: TimeBase = { now: 0, speed: 1 };
let since = 0;

// Before a handler is loaded, which keeps what it imports.
promises.setTimeout = (milliseconds = 0, ...rest) =>
  machineSleep(milliseconds / base.speed, ...rest);
syncBuiltinESMExports();

const now = (): number => base.now + (performance.now() - since) * base.speed;

/** A `Date` made of nothing is the World's. */
class WorldDate extends MachineDate {
  constructor(...parts: readonly unknown[]) {
    super(...((parts.length === 0 ? [now()] : parts) as [number]));
  }

  static override now(): number {
    return Math.floor(now());
  }
}

/**
 * From now on this process lives in a World whose time does not run as the machine's: what it asks
 * for the time, how long it sleeps, and how long its clients wait for an answer.
 */
export function liveIn(time: TimeBase): void {
  base = time;
  since = performance.now();
  if (globalThis.Date === WorldDate) return;
  globalThis.Date = WorldDate as DateConstructor;
  globalThis.setTimeout = Object.assign(
    (work: (...given: unknown[]) => void, milliseconds = 0, ...given: unknown[]) =>
      machineTimeout(work, milliseconds / base.speed, ...given),
    machineTimeout,
  );
}
