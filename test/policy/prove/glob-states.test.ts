import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compileGlob, globMatches } from '#shared/policy/match.ts';
import { Budget } from '#shared/policy/prove/budget.ts';
import { explore } from '#shared/policy/prove/explore.ts';
import { GlobStates } from '#shared/policy/prove/glob-states.ts';

const patterns = fc.array(
  fc.string({ unit: fc.constantFrom('a', 'b', ':', '*', '?'), maxLength: 6 }),
  {
    minLength: 1,
    maxLength: 4,
  },
);
const texts = fc.string({ unit: fc.constantFrom('a', 'b', ':', 'c', '\u{1f600}'), maxLength: 6 });

const automatonOf = (written: readonly string[]): GlobStates =>
  new GlobStates(
    written.map((pattern, test) => ({ glob: compileGlob(pattern), foldsCase: false, test })),
    new Budget(),
  );

const matches = (written: readonly string[], text: string): bigint =>
  written.reduce(
    (bits, pattern, test) =>
      globMatches(compileGlob(pattern), text) ? bits | (1n << BigInt(test)) : bits,
    0n,
  );

const anything = { has: () => true, samples: 'xyz' };

describe('the automaton of several patterns', () => {
  it('accepts what the patterns match, one by one', () => {
    fc.assert(
      fc.property(patterns, texts, (written, text) => {
        const automaton = automatonOf(written);
        expect(automaton.walk(automaton.start, text).accepted).toBe(matches(written, text));
      }),
      { numRuns: 2000 },
    );
  });

  it('has an example for every combination of patterns that some text matches', () => {
    fc.assert(
      fc.property(patterns, texts, (written, text) => {
        const shape = [{ feeds: [0], of: anything, least: 0 }];
        const { classes } = explore([shape], [automatonOf(written)], new Budget());
        for (const { texts: examples, accepted } of classes) {
          expect(matches(written, examples[0] ?? '')).toBe(accepted[0]);
        }
        expect(classes.map(({ accepted }) => accepted[0])).toContain(matches(written, text));
      }),
      { numRuns: 1000 },
    );
  });

  it('keeps to the lengths and characters of a shape', () => {
    const digit = { has: (char: number) => char >= 0x30 && char <= 0x39, samples: '9' };
    const shape = [
      { feeds: [0], text: 'A' },
      { feeds: [0], of: digit, least: 1, lengths: new Set([3]) },
      { feeds: [0], text: ':' },
      { feeds: [0], of: anything, least: 1 },
    ];
    const written = ['A12?:*', 'A123:*', 'A1*', 'A1234:*', 'Axyz:*'];
    const { classes } = explore([shape], [automatonOf(written)], new Budget());
    const examples = classes.map(({ texts: [example = ''] }) => example);
    expect(examples.every((example) => /^A\d{3}:./.test(example))).toBe(true);
    expect(classes.map(({ accepted }) => accepted[0]).sort()).toEqual([0n, 0b100n, 0b101n, 0b111n]);
  });
});
