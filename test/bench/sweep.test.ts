import { describe, expect, it } from '@jest/globals';
import { sweep } from './sweep.ts';

describe.each([1, 2])('at %d requests a second', (requestsPerSecond) => {
  it('a refresh of 200 instances asks Connect once and 14 times for each, is never refused, and stored after hardly more than that takes', async () => {
    const { calls, throttled, killed, seconds } = await sweep(200, requestsPerSecond);
    expect({ calls, throttled, killed }).toEqual({ calls: 1 + 200 * 14, throttled: 0, killed: 0 });
    expect((seconds * requestsPerSecond) / calls).toBeLessThanOrEqual(1.01);
  });
});
