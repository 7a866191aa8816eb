import { describe, expect, it } from '@jest/globals';
import { fuzzCompare } from '../../fuzz/compare-fuzz.ts';

describe('compare against brute force', () => {
  it('no request contradicts 500 comparisons', () => {
    const { relations, mismatches } = fuzzCompare(101, 500, 30);
    expect(mismatches).toEqual([]);
    for (const relation of ['equal', 'more', 'less', 'incomparable']) {
      expect(relations[relation]).toBeGreaterThan(50);
    }
    expect(relations.undecided ?? 0).toBeLessThan(60);
  });
});
