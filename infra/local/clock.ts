import { setTimeout as sleep } from 'node:timers/promises';

export interface Clock {
  now(): Date;
  /** Waits `milliseconds` of this clock's time. */
  sleep(milliseconds: number): Promise<void>;
}

export const systemClock: Clock = {
  now: () => new Date(),
  sleep: (milliseconds) => sleep(milliseconds),
};
