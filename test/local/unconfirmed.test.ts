import { describe, expect, it } from '@jest/globals';
import { answers, unconfirmedFacts } from '#infra/local/unconfirmed.ts';
import { createWorld } from '#infra/local/world.ts';

describe('facts about AWS that nobody could confirm', () => {
  it('have ids of their own and say what rests on them, why that is safe, and how to settle it', () => {
    const ids = unconfirmedFacts.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { question, restsOn, failsSafe, experiment } of unconfirmedFacts) {
      expect(question).toMatch(/\?$/);
      expect(restsOn.length).toBeGreaterThan(0);
      expect(failsSafe).toMatch(/\.$/);
      expect(experiment).toMatch(/\.$/);
    }
  });

  it.each(unconfirmedFacts.map(({ id }) => id))('can be turned over alone: %s', (id) => {
    const assumed = answers();
    expect(createWorld({ flipped: [id] }).unconfirmed).toEqual({ ...assumed, [id]: !assumed[id] });
  });
});
