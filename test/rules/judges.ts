import { expect, it } from '@jest/globals';
import type { Rule, Verdict } from '#shared/rules/rule.ts';

/** What the facts are about, the facts, and what must be said of them. */
export type Case<Facts> = readonly [string, Facts, Verdict, RegExp];

/** One test for each case, and one that AWS Config is told the point of each before it cuts. */
export function judges<Facts>(rule: Rule<Facts>, cases: readonly Case<Facts>[]): void {
  it.each(cases)('judges %s', (_, facts, verdict, because) => {
    const judgement = rule.evaluate(facts);
    expect(judgement.because).toMatch(because);
    expect(judgement.verdict).toBe(verdict);
    expect(judgement.because.trim()).not.toBe('');
  });
}
