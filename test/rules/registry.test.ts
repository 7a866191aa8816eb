import { readdirSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { bucketRules } from '#shared/rules/registry.ts';

const files = readdirSync(new URL('../../shared/rules/bucket', import.meta.url));

describe('the registry', () => {
  it('has every rule under the name of its file', () => {
    const named = files
      .filter((name) => name.startsWith('bucket-'))
      .map((name) => name.slice(0, -3));
    expect(bucketRules.map(({ id }) => id)).toEqual(named);
    expect(named).not.toEqual([]);
  });

  it.each(bucketRules.map((rule) => [rule.id, rule] as const))(
    'has in %s a rule that gets its own examples right',
    (_, { examples, evaluate }) => {
      const verdicts = Object.entries(examples).map(([name, { facts, because }]) => {
        const judgement = evaluate(facts);
        expect(judgement.because).toContain(because);
        return [name, judgement.verdict];
      });
      expect(Object.fromEntries(verdicts)).toEqual({
        compliant: 'COMPLIANT',
        nonCompliant: 'NON_COMPLIANT',
        notApplicable: 'NOT_APPLICABLE',
        unreadable: 'INDETERMINATE',
      });
    },
  );
});
