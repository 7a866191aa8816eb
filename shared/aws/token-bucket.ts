import type { ClockPort } from '#shared/ports.ts';

/**
 * A token bucket: waits until one more request keeps within `requestsPerSecond`. It holds one
 * token, so requests are spaced evenly and leave the account's burst to others.
 */
export function tokenBucket(clock: ClockPort, requestsPerSecond: number): () => Promise<void> {
  const interval = 1000 / requestsPerSecond;
  let next = 0;
  return async () => {
    const now = clock.now().getTime();
    const mine = Math.max(now, next);
    next = mine + interval;
    if (mine > now) await clock.sleep(mine - now);
  };
}
