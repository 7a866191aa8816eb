import { describe, expect, it } from '@jest/globals';
import { generateBucketPolicy } from '#shared/generate/bucket-policy.ts';
import { checkBucketPolicy } from '#shared/generate/check-bucket-policy.ts';
import { type BaselineFacts, parseFacts } from '#shared/generate/facts.ts';
import type { RawPolicy, RawStatement } from '#shared/policy/document.ts';
import { fromRaw, parsePolicy } from '#shared/policy/parse.ts';
import { compare } from '#shared/policy/prove/compare.ts';

const facts: BaselineFacts = parseFacts({
  bucket: 'amazon-connect-0123456789ab',
  account: '111122223333',
  connectRoles: [
    {
      arn: 'arn:aws:iam::111122223333:role/aws-service-role/connect.amazonaws.com/AWSServiceRoleForAmazonConnect_abc',
      id: 'AROACONNECT0000000001',
    },
  ],
  administrators: [{ arn: 'arn:aws:iam::111122223333:role/Admin', id: 'AROAADMIN000000000001' }],
});

const baseline = [generateBucketPolicy(facts).Statement].flat();

const checked = (change: (statement: RawStatement) => RawStatement) => {
  const policy = { Version: '2012-10-17' as const, Statement: baseline.map(change) };
  return checkBucketPolicy(facts, parsePolicy(JSON.stringify(policy), 'resource'));
};

const reading = (statement: Partial<RawStatement>): RawPolicy => ({
  Version: '2012-10-17',
  Statement: {
    Effect: 'Allow',
    Principal: '*',
    Action: 's3:GetObject',
    Resource: 'arn:aws:s3:::b/*',
    ...statement,
  },
});

const related = (a: Partial<RawStatement>, b: Partial<RawStatement>) =>
  compare(fromRaw(reading(a)), fromRaw(reading(b))).relation;

/** Keys that no request has, whatever the prover or JavaScript calls its own things. */
const KEYS = ['#resource', '#Resource', '#action', '#Action', '#x', 'constructor', '__proto__'];

describe('a condition key that is called like something of ours', () => {
  it.each(KEYS)('%s is one more free key, and no name for the resource or action', (key) => {
    const result = checked((statement) => ({
      ...statement,
      Condition: { ...statement.Condition, StringLike: Object.fromEntries([[key, '*']]) },
    }));
    expect(result.verdict).toBe('NON_COMPLIANT');
    expect(result.findings.map(({ question }) => question)).toContain('exposure');
  });

  it.each(KEYS)('%s is in a witness that needs it', (key) => {
    const asked = (value: string) => ({
      Condition: { StringEquals: Object.fromEntries([[key, value]]) },
    });
    const { relation, onlyA } = compare(fromRaw(reading(asked('a'))), fromRaw(reading(asked('b'))));
    expect(relation).toBe('incomparable');
    expect(Object.entries(onlyA?.context ?? {})).toContainEqual([key.toLowerCase(), 'a']);
  });
});

describe('lists that look alike when they are written one after the other', () => {
  it('does not take one resource with a newline in it for two', () => {
    const result = checked((statement) => ({
      ...statement,
      Resource: [statement.Resource ?? []].flat().join('\n'),
    }));
    expect(result.findings.map(({ question }) => question)).toContain('exposure');
  });

  it('does not take different unknowns for the same', () => {
    const frob = (values: string | string[]) => ({ Condition: { Frobnicate: { 'x:k': values } } });
    const long = 'v'.repeat(300);
    expect(related(frob(['a', 'b']), frob(['a', 'b']))).toBe('equal');
    expect(related(frob(['a', 'b']), frob('a b'))).toBe('undecided');
    expect(related(frob(`${long}1`), frob(`${long}2`))).toBe('undecided');
  });

  it('does not take one canonical user for two', () => {
    const canonical = (users: string[]) => ({ Principal: { CanonicalUser: users } });
    expect(related(canonical(['a', 'b']), canonical(['a', 'b']))).toBe('equal');
    expect(related(canonical(['a', 'b']), canonical(['a,b']))).toBe('undecided');
  });
});
