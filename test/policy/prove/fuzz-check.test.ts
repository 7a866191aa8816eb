import { describe, expect, it } from '@jest/globals';
import { fuzzCheck } from '../../fuzz/check-fuzz.ts';

describe('check against brute force', () => {
  it.each([201, 202])('seed %i: no request contradicts 500 verdicts', (seed) => {
    const { relations, mismatches } = fuzzCheck(seed, 500, 30);
    expect(mismatches).toEqual([]);
    expect(relations.COMPLIANT).toBeGreaterThan(100);
    expect(relations['NON_COMPLIANT exposure']).toBeGreaterThan(50);
    expect(relations['NON_COMPLIANT lockout']).toBeGreaterThan(10);
    expect(relations.UNDECIDED ?? 0).toBeLessThan(60);
  });
});
