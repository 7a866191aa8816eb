import { expect, it } from '@jest/globals';
import { sweep } from './sweep.ts';

it.each([1, 2])(
  'a refresh of 200 instances asks Connect once and 14 times for each, never refused, at %d requests a second',
  async (requestsPerSecond) => {
    const { calls, throttled, asking } = await sweep(200, requestsPerSecond);
    expect({ calls, throttled }).toEqual({ calls: 1 + 200 * 14, throttled: 0 });
    expect(asking * requestsPerSecond).toBeLessThanOrEqual(calls * 1.01);
  },
);
