import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { generateBucketPolicy } from '#shared/generate/bucket-policy.ts';
import { checkBucketPolicy } from '#shared/generate/check-bucket-policy.ts';
import type { PolicyDocument, RawPolicy, RawStatement } from '#shared/policy/document.ts';
import { fromRaw } from '#shared/policy/parse.ts';
import { compare } from '#shared/policy/prove/compare.ts';
import { edited, randomFacts } from '../../fuzz/check-fuzz.ts';
import { Random } from '../../fuzz/random.ts';
import { randomPolicy, randomStatement } from '../../fuzz/random-policy.ts';

const seeds = fc.integer({ min: 0, max: 2 ** 31 - 1 });
const holds = (law: (random: Random) => void): void =>
  fc.assert(
    fc.property(seeds, (seed) => law(new Random(seed))),
    { numRuns: 30, seed: 20260131 },
  );

const statementsOf = ({ Statement }: RawPolicy): RawStatement[] => [Statement].flat();
const parsed = (policy: RawPolicy): PolicyDocument => fromRaw(policy, 'resource');
const withStatements = (policy: RawPolicy, Statement: RawStatement[]): PolicyDocument =>
  parsed({ ...policy, Statement });

/** Each statement as one statement for each of its actions, or of its resources. */
const split = (statement: RawStatement): RawStatement[] => {
  const { Sid: _sid, ...rest } = statement;
  const actions = [statement.Action ?? []].flat();
  if (actions.length > 1) return actions.flatMap((Action) => split({ ...rest, Action }));
  const resources = [statement.Resource ?? []].flat();
  if (resources.length > 1) return resources.map((Resource) => ({ ...rest, Resource }));
  return [rest];
};

const questions = (facts: Parameters<typeof checkBucketPolicy>[0], policy: PolicyDocument) => {
  const { verdict, findings } = checkBucketPolicy(facts, policy);
  return { verdict, questions: findings.map(({ question }) => question) };
};

describe('laws of compare', () => {
  it('the order of statements does not matter', () => {
    holds((random) => {
      const policy = randomPolicy(random, true);
      const turned = withStatements(policy, statementsOf(policy).toReversed());
      expect(['equal', 'undecided']).toContain(compare(parsed(policy), turned).relation);
    });
  });

  it('a statement means what its parts mean together', () => {
    holds((random) => {
      const policy = randomPolicy(random, true);
      const parts = withStatements(policy, statementsOf(policy).flatMap(split));
      expect(compare(parsed(policy), parts).relation).toBe('equal');
    });
  });

  it('one more Deny never allows more, one more Allow never less', () => {
    holds((random) => {
      const policy = randomPolicy(random, true);
      const deny = { ...randomStatement(random, true, 1), Effect: 'Deny' } as const;
      const allow = { ...randomStatement(random, true, 0), Effect: 'Allow' } as const;
      const statements = statementsOf(policy);
      const denied = compare(withStatements(policy, [...statements, deny]), parsed(policy));
      expect(denied.onlyA).toBeNull();
      expect(['equal', 'less', 'undecided']).toContain(denied.relation);
      const allowed = compare(withStatements(policy, [...statements, allow]), parsed(policy));
      expect(allowed.onlyB).toBeNull();
      expect(['equal', 'more', 'undecided']).toContain(allowed.relation);
    });
  });

  it('the other way round the answer is the opposite', () => {
    holds((random) => {
      const [a, b] = [parsed(randomPolicy(random, true)), parsed(randomPolicy(random, true))];
      const opposite = { more: 'less', less: 'more' } as const;
      const { relation } = compare(a, b);
      const expected = relation === 'more' || relation === 'less' ? opposite[relation] : relation;
      expect(compare(b, a).relation).toBe(expected);
    });
  });

  it('the answer is always the same, witness included', () => {
    holds((random) => {
      const [a, b] = [parsed(randomPolicy(random, true)), parsed(randomPolicy(random, true))];
      expect(compare(a, b)).toEqual(compare(a, b));
    });
  });
});

describe('laws of check', () => {
  it('a generated policy passes its own check', () => {
    holds((random) => {
      const facts = randomFacts(random);
      const { verdict, findings, undecided } = checkBucketPolicy(
        facts,
        parsed(generateBucketPolicy(facts)),
      );
      expect({ verdict, findings, undecided }).toEqual({
        verdict: 'COMPLIANT',
        findings: [],
        undecided: [],
      });
    });
  });

  it('neither the order of statements nor splitting them matters', () => {
    holds((random) => {
      const facts = randomFacts(random);
      const policy = edited(random, facts);
      const parts = statementsOf(policy).flatMap(split).toReversed();
      expect(questions(facts, withStatements(policy, parts))).toEqual(
        questions(facts, parsed(policy)),
      );
    });
  });

  it('one more Deny exposes nothing that was closed', () => {
    holds((random) => {
      const facts = randomFacts(random);
      const policy = edited(random, facts);
      const before = questions(facts, parsed(policy)).questions;
      const deny = { ...randomStatement(random, true, 1), Effect: 'Deny' } as const;
      const after = questions(facts, withStatements(policy, [...statementsOf(policy), deny]));
      for (const question of ['exposure', 'grant', 'plaintext'] as const) {
        if (!before.includes(question)) expect(after.questions).not.toContain(question);
      }
    });
  });

  it('the answer is always the same, witnesses and steps included', () => {
    holds((random) => {
      const facts = randomFacts(random);
      const policy = parsed(edited(random, facts));
      expect(checkBucketPolicy(facts, policy)).toEqual(checkBucketPolicy(facts, policy));
    });
  });
});
