import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { tokenBucket } from '#shared/aws/token-bucket.ts';
import type { ClockPort } from '#shared/ports.ts';

/** A clock that moves only when somebody sleeps, or is told to. */
function virtualClock(): ClockPort & { at: number } {
  const clock = {
    at: 1_700_000_000_000,
    now: () => new Date(clock.at),
    sleep: async (milliseconds: number) => {
      clock.at += milliseconds;
    },
  };
  return clock;
}

describe('the token bucket', () => {
  it('lets the first request go at once', async () => {
    const clock = virtualClock();
    const before = clock.at;
    await tokenBucket(clock, 1)();
    expect(clock.at).toBe(before);
  });

  it('never lets more requests go within a second than it is given, whatever else takes time', () =>
    fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 50 }),
        fc.array(fc.integer({ min: 0, max: 3000 }), { minLength: 1, maxLength: 40 }),
        async (requestsPerSecond, pauses) => {
          const clock = virtualClock();
          const pace = tokenBucket(clock, requestsPerSecond);
          const sent: number[] = [];
          for (const pause of pauses) {
            clock.at += pause;
            await pace();
            sent.push(clock.at);
          }
          for (const [index, start] of sent.entries()) {
            const within = sent.slice(index).filter((at) => at < start + 999);
            expect(within.length).toBeLessThanOrEqual(requestsPerSecond);
          }
        },
      ),
    ));

  it('spaces requests that are asked for at the same time', async () => {
    const clock = virtualClock();
    const waits: number[] = [];
    const pace = tokenBucket(
      {
        now: () => new Date(clock.at),
        sleep: async (milliseconds) => void waits.push(milliseconds),
      },
      2,
    );
    await Promise.all([pace(), pace(), pace()]);
    expect(waits).toEqual([500, 1000]);
  });
});
