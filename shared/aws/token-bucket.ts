import type { ClockPort } from '#shared/ports.ts';

/**
 * A token bucket: waits until one more request keeps within `requestsPerSecond`. It holds one
 * token, so requests are spaced evenly and leave the account's burst to others.
 * @param first `waiting`: the first request waits, too: somebody may have made one just before
 */
export function tokenBucket(
  clock: ClockPort,
  requestsPerSecond: number,
  first: 'at once' | 'waiting' = 'at once',
): () => Promise<void> {
  const interval = 1000 / requestsPerSecond;
  let next = first === 'waiting' ? clock.now().getTime() + interval : 0;
  return async () => {
    const now = clock.now().getTime();
    const mine = Math.max(now, next);
    next = mine + interval;
    if (mine > now) await clock.sleep(mine - now);
  };
}
