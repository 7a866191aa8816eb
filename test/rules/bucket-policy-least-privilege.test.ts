import { describe, expect, it } from '@jest/globals';
import { absent, known, unreadable } from '#shared/connect/fact.ts';
import { rule } from '#shared/rules/bucket/bucket-policy-least-privilege.ts';
import type { Baseline, BucketFacts, InspectedBucket } from '#shared/rules/bucket/facts.ts';
import { sampleBucket, unusedBucket } from '#shared/rules/bucket/sample.ts';
import { readingsOf } from '#shared/rules/needs.ts';
import { accessDenied } from '../fakes/state.ts';

const sampleBaseline = (): Baseline => {
  const baseline = sampleBucket().inspected?.baseline;
  if (baseline?.state !== 'known') throw new Error('the sample has a baseline');
  return baseline.value;
};
const judge = (changed: Partial<InspectedBucket>) => rule.evaluate(sampleBucket(changed));
const withUse = (use: Partial<BucketFacts['use']>, changed: Partial<InspectedBucket> = {}) => {
  const facts = sampleBucket(changed);
  return rule.evaluate({ ...facts, use: { ...facts.use, ...use } });
};

describe('bucket-policy-least-privilege', () => {
  it.each([
    ['compliant', 'COMPLIANT'],
    ['nonCompliant', 'NON_COMPLIANT'],
    ['notApplicable', 'NOT_APPLICABLE'],
    ['unreadable', 'INDETERMINATE'],
  ] as const)('judges its own %s example as %s', (name, verdict) => {
    const { facts, because } = rule.examples[name];
    expect(rule.evaluate(facts)).toMatchObject({
      verdict,
      because: expect.stringContaining(because),
    });
  });

  it('says who gets in, in one sentence, first', () => {
    expect(judge({ policy: absent })).toMatchObject({
      verdict: 'NON_COMPLIANT',
      because: expect.stringMatching(/^A role such as analyst .* can s3:GetObject/),
    });
  });

  it('cannot tell while the guard rests, and says who keeps changing the policy', () => {
    const fight = {
      version: 1,
      bucket: 'amazon-connect-0123456789ab',
      since: '2026-03-01T12:00:00Z',
      until: '2026-03-02T12:00:00Z',
      remediations: 5,
      hours: 24,
      writers: [{ arn: 'arn:aws:iam::111122223333:role/Terraform', at: '2026-03-01T11:59:00Z' }],
    } as const;
    expect(judge({ policy: absent, fight })).toMatchObject({
      verdict: 'INDETERMINATE',
      because: expect.stringMatching(
        /^something keeps putting this policy back: .*role\/Terraform/,
      ),
    });
    expect(judge({ fight }).verdict).toBe('COMPLIANT');
    const exception = { reason: 'migration', expires: '2026-04-01T00:00:00Z' };
    expect(judge({ policy: absent, fight, exception })).toMatchObject({
      verdict: 'NON_COMPLIANT',
      because: expect.stringMatching(/^Exception until/),
    });
  });

  it('mistake 12: a policy that may not be read is not an absent one', () => {
    const { verdict, because } = judge({ policy: unreadable(accessDenied('s3:GetBucketPolicy')) });
    expect(verdict).toBe('INDETERMINATE');
    expect(because).toMatch(
      /^locked without us: .*connect-guard adopt amazon-connect-0123456789ab --yes/,
    );
    expect(`Cannot tell: ${because}`.length).toBeLessThanOrEqual(256);
  });

  it('mistake 10: does not take a Deny of plaintext on the bucket alone for one on its objects', () => {
    const { facts } = sampleBaseline();
    const policy = {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Deny',
          Principal: '*',
          Action: 's3:*',
          Resource: `arn:aws:s3:::${facts.bucket}`,
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        },
      ],
    };
    const { findings = [] } = judge({ policy: known(JSON.stringify(policy)) });
    expect(findings.map(({ question }) => question)).toContain('plaintext');
  });

  it.each<[string, Partial<InspectedBucket>, RegExp]>([
    [
      'the owner is unreadable',
      { ownership: unreadable(accessDenied('s3:ListAllMyBuckets')) },
      /s3:ListAllMyBuckets AccessDenied/,
    ],
    ['the inventory does not know the owner', { ownership: absent }, /whose bucket it is/],
    [
      'the bucket is not of this account',
      { ownership: known({ owner: 'not-this-account' }) },
      /not a bucket of this account/,
    ],
    [
      'the baseline is unreadable',
      { baseline: unreadable(accessDenied('iam:GetRole')) },
      /^iam:GetRole AccessDenied/,
    ],
    ['the baseline is absent', { baseline: absent }, /who may reach the bucket/],
    [
      'the policy is malformed',
      { policy: known('{"Statement":[{}]}') },
      /not understood: Statement\[0\]/,
    ],
  ])('cannot tell when %s', (_, changed, because) => {
    expect(judge(changed)).toMatchObject({
      verdict: 'INDETERMINATE',
      because: expect.stringMatching(because),
    });
  });

  it('cannot tell when the policy is beyond what can be decided', () => {
    const policy = known(
      JSON.stringify({
        Version: '2012-10-17',
        Statement: {
          Effect: 'Deny',
          Principal: '*',
          Action: 's3:*',
          Resource: '*',
          Condition: { StringSoundsLike: { 'aws:userId': 'AROA' } },
        },
      }),
    );
    expect(judge({ policy })).toMatchObject({
      verdict: 'INDETERMINATE',
      because: expect.stringContaining('StringSoundsLike'),
    });
  });

  const incomplete = {
    complete: false,
    unreadable: [accessDenied('connect:ListInstanceStorageConfigs')],
  };

  it('cannot tell whether a bucket is used, or closed, from half an inventory', () => {
    expect(
      rule.evaluate({ ...unusedBucket, use: { ...unusedBucket.use, ...incomplete } }).verdict,
    ).toBe('INDETERMINATE');
    expect(withUse(incomplete)).toMatchObject({
      verdict: 'INDETERMINATE',
      because: expect.stringContaining('connect:ListInstanceStorageConfigs AccessDenied'),
    });
  });

  it('still sees that a bucket is open to strangers', () => {
    expect(withUse(incomplete, { policy: absent })).toMatchObject({ verdict: 'NON_COMPLIANT' });
  });

  it('does not guess who the administrators are', () => {
    const unnamed = {
      ...sampleBaseline(),
      withoutAdministrators: ['arn:aws:connect:r:a:instance/i'] as const,
    };
    expect(judge({ baseline: known(unnamed) })).toMatchObject({
      verdict: 'INDETERMINATE',
      because: expect.stringContaining('no administrators are named'),
    });
    expect(judge({ baseline: known(unnamed), policy: absent })).toMatchObject({
      verdict: 'NON_COMPLIANT',
      because: expect.stringContaining('no administrators are named'),
    });
  });

  it('reports an open bucket under an exception as open, and says until when', () => {
    const exception = { reason: 'migration', expires: '2026-04-01T00:00:00Z' };
    expect(judge({ policy: absent, exception })).toMatchObject({
      verdict: 'NON_COMPLIANT',
      because: expect.stringMatching(
        /^Exception until 2026-04-01T00:00:00Z: migration\. A role such as/,
      ),
    });
    expect(judge({ exception }).verdict).toBe('COMPLIANT');
  });

  it('mentions who was set aside', () => {
    const setAside = [{ principal: 'permission set Old', why: 'it has no role in this account' }];
    expect(judge({ baseline: known({ ...sampleBaseline(), setAside }) }).because).toContain(
      'permission set Old: it has no role in this account.',
    );
  });
});

it('the permissions of an evaluator follow from the needs of its rules', () => {
  expect(readingsOf([rule, rule]).flatMap(({ actions }) => actions)).toEqual([
    's3:GetObject',
    's3:GetObject',
    's3:GetObject',
    's3:GetBucketPolicy',
    'iam:GetRole',
    'iam:GetUser',
    'iam:ListRoles',
  ]);
  expect(readingsOf([{ needs: [] }])).toEqual([]);
});
