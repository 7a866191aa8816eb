import { setTimeout as sleep } from 'node:timers/promises';
import type { ClockPort } from '#shared/ports.ts';

export const systemClock: ClockPort = {
  now: () => new Date(),
  sleep: (milliseconds) => sleep(milliseconds),
};
