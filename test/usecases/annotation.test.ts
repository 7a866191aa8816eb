import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { annotation } from '#shared/usecases/annotation.ts';

describe('an annotation', () => {
  it('has 1 to 256 characters, whatever the reason', () => {
    const reason = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 600 }),
      fc.string({ unit: 'grapheme', minLength: 200, maxLength: 600 }),
      fc.constantFrom('', ' ', '\n', '\ud800', '\u0000'),
    );
    fc.assert(
      fc.property(reason, (each) => {
        const text = annotation(each);
        expect(text.length).toBeGreaterThanOrEqual(1);
        expect(text.length).toBeLessThanOrEqual(256);
        expect(text.isWellFormed()).toBe(true);
        expect(text).not.toMatch(/[\p{Cc}]/u);
      }),
      { numRuns: 500 },
    );
  });

  it('keeps the beginning and says that it was cut', () => {
    expect(annotation('x'.repeat(256))).toBe('x'.repeat(256));
    expect(annotation('x'.repeat(257))).toBe(`${'x'.repeat(255)}…`);
  });

  it('is never cut inside a character', () => {
    expect(annotation(`${'x'.repeat(254)}😀😀`)).toBe(`${'x'.repeat(254)}…`);
    expect(annotation(`${'x'.repeat(253)}😀😀`)).toBe(`${'x'.repeat(253)}😀…`);
  });

  it('stands on one line', () => {
    expect(annotation(' a\r\nb\tc ')).toBe('a b c');
  });
});
