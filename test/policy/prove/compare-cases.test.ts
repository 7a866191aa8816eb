import { describe, expect, it } from '@jest/globals';
import { decide } from '#shared/policy/decide.ts';
import type { PolicyDocument } from '#shared/policy/document.ts';
import { PolicySyntaxError } from '#shared/policy/errors.ts';
import { parsePolicy } from '#shared/policy/parse.ts';
import { ANYTHING } from '#shared/policy/prove/anything.ts';
import { compare } from '#shared/policy/prove/compare.ts';
import type { Request } from '#shared/policy/request.ts';
import { allowed } from '../../fuzz/compare-fuzz.ts';
import { compareCases, type ExpectedRequest } from './compare-cases.ts';

const fits = (pattern: string | undefined, text: string | undefined): boolean =>
  pattern === undefined || new RegExp(pattern, 'su').test(text ?? '');

function isLike({ principal, action, resource, context = {} }: Request, expected: ExpectedRequest) {
  return (
    fits(expected.kind, principal.kind) &&
    fits(expected.arn, principal.arn) &&
    fits(expected.userId, principal.userId) &&
    fits(expected.account, principal.account) &&
    fits(expected.action && `^(?:${expected.action})$`, action) &&
    fits(expected.resource, resource) &&
    Object.entries(expected.context ?? {}).every(([key, value]) => context[key] === value) &&
    (expected.without === undefined || !(expected.without in context)) &&
    (expected.several === undefined || Array.isArray(context[expected.several]))
  );
}

const TO_ALL = parsePolicy(
  '{"Statement":{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}}',
);

/** `decide` with one policy; between two accounts the other side is willing. */
function decision(request: Request, policy: PolicyDocument) {
  const isResource = policy.statements.some(({ principal }) => principal !== undefined);
  const foreign = request.resourceAccount !== request.principal.account;
  return decide(
    request,
    isResource
      ? { resource: policy, identity: foreign ? [ANYTHING] : [] }
      : { identity: [policy], ...(foreign ? { resource: TO_ALL } : {}) },
  ).decision;
}

const cases = compareCases();

describe.each([...new Set(cases.map(({ file }) => file))])('%s', (file) => {
  it.each(cases.filter((each) => each.file === file))('$name: $relation', (each) => {
    const { a, b } = each;
    const result = compare(a, b);
    expect(result.relation).toBe(each.relation);
    for (const [witness, expected, more, less] of [
      [result.onlyA, each.onlyA, a, b],
      [result.onlyB, each.onlyB, b, a],
    ] as const) {
      if (!witness) {
        expect(expected).toBeUndefined();
        continue;
      }
      expect(allowed(more, witness)).toBe(true);
      expect(allowed(less, witness)).toBe(false);
      expect(decision(witness, more)).toBe('Allow');
      expect(decision(witness, less)).not.toBe('Allow');
      if (each.relation === 'undecided') continue;
      expect({ expected, like: isLike(witness, expected ?? {}) || witness }).toEqual({
        expected,
        like: true,
      });
    }
    if (each.undecided !== undefined) {
      expect(result.undecided?.join('\n')).toContain(each.undecided);
    }
  });

  it.each(cases.filter((each) => each.file === file))(
    'the other way round: $name',
    ({ a, b, relation }) => {
      const opposite = { more: 'less', less: 'more' } as const;
      const expected = relation === 'more' || relation === 'less' ? opposite[relation] : relation;
      expect(compare(b, a).relation).toBe(expected);
      expect(compare(a, a).relation).toBe('equal');
    },
  );
});

describe('compare', () => {
  it('refuses to compare an identity policy with a resource policy', () => {
    const statement = '"Effect":"Allow","Action":"s3:GetObject","Resource":"*"';
    const identity = parsePolicy(`{"Statement":{${statement}}}`);
    const resource = parsePolicy(`{"Statement":{"Principal":"*",${statement}}}`);
    expect(() => compare(identity, resource)).toThrow(PolicySyntaxError);
  });

  it('has a corpus of at least sixty pairs', () => {
    expect(cases.length).toBeGreaterThanOrEqual(60);
  });
});
