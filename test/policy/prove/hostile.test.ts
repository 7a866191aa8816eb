import { describe, expect, it } from '@jest/globals';
import { generateBucketPolicy } from '#shared/generate/bucket-policy.ts';
import { checkBucketPolicy } from '#shared/generate/check-bucket-policy.ts';
import { type BaselineFacts, parseFacts } from '#shared/generate/facts.ts';
import type { RawPolicy, RawStatement } from '#shared/policy/document.ts';
import { fromRaw } from '#shared/policy/parse.ts';
import { compare } from '#shared/policy/prove/compare.ts';
import { allowed } from '../../fuzz/compare-fuzz.ts';
import { hostilePolicies } from './hostile-policies.ts';

const ACCOUNT = '111122223333';

const facts: BaselineFacts = parseFacts({
  bucket: 'amazon-connect-0123456789ab',
  account: ACCOUNT,
  connectRoles: [
    {
      arn: `arn:aws:iam::${ACCOUNT}:role/aws-service-role/connect.amazonaws.com/AWSServiceRoleForAmazonConnect_abc`,
      id: 'AROACONNECT0000000001',
    },
  ],
  administrators: [{ arn: `arn:aws:iam::${ACCOUNT}:role/Admin`, id: 'AROAADMIN000000000001' }],
  requireTls: true,
});

/** No question may take more, and all of them together no more than this. */
const STEPS = 61_000;

const toAll: RawPolicy = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: '*', Action: 's3:*', Resource: '*' }],
};

describe.each(Object.entries(hostilePolicies))('%s', (_name, raw) => {
  const policy = fromRaw(raw, 'resource');

  it('is answered within the steps, always alike, and never called compliant by exhaustion', () => {
    const result = checkBucketPolicy(facts, policy);
    expect(result.steps).toBeLessThan(STEPS);
    expect(result.verdict).toBe('NON_COMPLIANT');
    expect(checkBucketPolicy(facts, policy)).toEqual(result);
    expect(result.undecided.join('').length).toBeLessThan(4000);
  });

  it('does not hide from the check that the baseline stands beside it', () => {
    const baseline = [generateBucketPolicy(facts).Statement].flat();
    const beside = fromRaw(
      { Version: '2012-10-17', Statement: [...baseline, ...[raw.Statement].flat()] },
      'resource',
    );
    const { findings, steps } = checkBucketPolicy(facts, beside);
    expect(steps).toBeLessThan(STEPS);
    expect(findings.filter(({ question }) => question !== 'lockout')).toEqual([]);
  });

  it('is compared within the steps, with witnesses that hold', () => {
    const open = fromRaw(
      { ...toAll, Statement: [...[toAll.Statement].flat(), ...[raw.Statement].flat()] },
      'resource',
    );
    const all = fromRaw(toAll, 'resource');
    const { relation, onlyA, onlyB } = compare(all, open);
    expect(['more', 'undecided']).toContain(relation);
    expect(onlyB).toBeNull();
    if (onlyA) {
      expect(allowed(all, onlyA)).toBe(true);
      expect(allowed(open, onlyA)).toBe(false);
    }
  });
});

describe('700 role ids', () => {
  it('in the list of a generated policy are proven, in few steps', () => {
    const administrators = Array.from({ length: 700 }, (_, at) => ({
      arn: `arn:aws:iam::${ACCOUNT}:role/Admin${at}` as const,
      id: `AROA${String(at * 7919).padStart(17, 'Q')}`,
    }));
    const many = { ...facts, administrators };
    const { verdict, steps } = checkBucketPolicy(
      many,
      fromRaw(generateBucketPolicy(many), 'resource'),
    );
    expect(verdict).toBe('COMPLIANT');
    expect(steps).toBeLessThan(15_000);
  });

  it('hide no seven hundred and first', () => {
    const administrators = Array.from({ length: 700 }, (_, at) => ({
      arn: `arn:aws:iam::${ACCOUNT}:role/Admin${at}` as const,
      id: `AROA${String(at * 7919).padStart(17, 'Q')}`,
    }));
    const { verdict, findings } = checkBucketPolicy(
      { ...facts, administrators: administrators.slice(1) },
      fromRaw(generateBucketPolicy({ ...facts, administrators }), 'resource'),
    );
    expect(verdict).toBe('NON_COMPLIANT');
    expect(findings[0]).toMatchObject({
      question: 'exposure',
      principal: { userId: expect.stringMatching(/^AROAQQQQQQQQQQQQQQQQ0:/) },
    });
  });
});

it('120 resources that begin with a star, beside the baseline, are proven in few steps', () => {
  const uploads: RawStatement = {
    Effect: 'Deny',
    Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/Uploads` },
    Action: 's3:DeleteObject*',
    Resource: Array.from(
      { length: 120 },
      (_, at) => `arn:aws:s3:::${facts.bucket}/*/part-${at}-*` as const,
    ),
  };
  const Statement = [generateBucketPolicy(facts).Statement, uploads].flat() as RawStatement[];
  const { verdict, steps } = checkBucketPolicy(
    facts,
    fromRaw({ Version: '2012-10-17', Statement }, 'resource'),
  );
  expect(verdict).toBe('COMPLIANT');
  expect(steps).toBeLessThan(15_000);
});
