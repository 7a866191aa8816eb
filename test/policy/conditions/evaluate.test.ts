import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { evaluateCondition } from '#shared/policy/conditions/evaluate.ts';
import type { Condition } from '#shared/policy/document.ts';
import { OPERATORS, type OperatorFamily } from '#shared/policy/operators.ts';

/** For each family a value of the policy, one that equals it in a request, and one that does not. */
const SAMPLES: Readonly<Record<OperatorFamily, readonly [string, string, string]>> = {
  string: ['a', 'a', 'b'],
  'string-ignore-case': ['a', 'A', 'b'],
  'string-like': ['a*', 'abc', 'b'],
  arn: ['arn:aws:sns:*:111122223333:t', 'arn:aws:sns:us-east-1:111122223333:t', 'arn:aws:sns:::t'],
  numeric: ['10', '10.0', '11'],
  date: ['2026-01-01T00:00:00Z', '2026-01-01T01:00:00+01:00', '2026-01-02T00:00:00Z'],
  bool: ['true', 'TRUE', 'false'],
  ip: ['203.0.113.0/24', '203.0.113.9', '198.51.100.1'],
  binary: ['QUJD', 'QUJD', 'QUJE'],
  null: ['false', 'x', 'x'],
};

const operators = OPERATORS.filter(({ family }) => family !== 'null');

const evaluate = (condition: Omit<Condition, 'key'>, ...actual: readonly string[]) =>
  evaluateCondition({ ...condition, key: 'x:Key' }, '2012-10-17', new Map([['x:key', actual]]));

describe.each(operators)('$name', ({ name, family, negated, relation }) => {
  const [value, equal, greater] = SAMPLES[family];
  const condition = { operator: name, ifExists: false, values: [value] };

  it('on an absent key follows the table of missing keys', () => {
    expect(evaluate(condition)).toBe(negated);
    expect(evaluate({ ...condition, ifExists: true })).toBe(true);
    expect(evaluate({ ...condition, set: 'ForAllValues' })).toBe(true);
    expect(evaluate({ ...condition, set: 'ForAnyValue' })).toBe(false);
    expect(evaluate({ ...condition, set: 'ForAnyValue', ifExists: true })).toBe(true);
    expect(evaluate({ ...condition, set: 'ForAllValues', ifExists: true })).toBe(true);
  });

  it('compares a present key', () => {
    const holds = { equals: !negated, less: false, greater: false };
    const onEqual = { ...holds, 'less-or-equal': true, 'greater-or-equal': true };
    const onGreater = {
      ...{ equals: negated, less: false, greater: true },
      ...{ 'less-or-equal': false, 'greater-or-equal': true },
    };
    expect(evaluate(condition, equal)).toBe(onEqual[relation]);
    expect(evaluate(condition, greater)).toBe(onGreater[relation]);
    expect(evaluate({ ...condition, ifExists: true }, greater)).toBe(onGreater[relation]);
  });

  it('quantifies over several values', () => {
    const both = [evaluate(condition, equal), evaluate(condition, greater)];
    expect(evaluate({ ...condition, set: 'ForAllValues' }, equal, greater)).toBe(
      both.every((each) => each === true),
    );
    expect(evaluate({ ...condition, set: 'ForAnyValue' }, equal, greater)).toBe(
      both.some((each) => each === true),
    );
  });

  it('ORs the values of the policy, of a negated operator before negating', () => {
    const two = { ...condition, values: [value, SAMPLES[family][0]] };
    expect(evaluate(two, greater)).toBe(evaluate(condition, greater));
  });
});

describe('every operator', () => {
  it('answers true, false or unknown for whatever the policy and the request say', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 12 }),
      fc.constantFrom(
        '${',
        '${aws:username}',
        '::',
        '1/2/3',
        '::ffff:1.2.3.4',
        '9999-99-99',
        '1e9',
      ),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...OPERATORS.map(({ name }) => name), 'StringMatches'),
        fc.constantFrom('ForAllValues' as const, 'ForAnyValue' as const, undefined),
        fc.boolean(),
        fc.array(text, { minLength: 1, maxLength: 3 }),
        fc.array(text, { maxLength: 3 }),
        (operator, set, ifExists, values, actual) => {
          const outcome = evaluate({ operator, ifExists, values, ...(set && { set }) }, ...actual);
          const reason = typeof outcome === 'boolean' ? 'known' : outcome.unknown;
          expect(reason.length).toBeGreaterThan(0);
        },
      ),
      { numRuns: 5000 },
    );
  });
});
