import { expect, it } from '@jest/globals';
import { sweepTwoHundred } from './sweep.ts';

it.each([1, 2])(
  'a refresh of 200 instances asks Connect once and 14 times for each, never refused, at %d requests a second',
  async (requestsPerSecond) => {
    expect(await sweepTwoHundred(requestsPerSecond)).toMatchObject({
      calls: 1 + 200 * 14,
      throttled: 0,
    });
  },
);
