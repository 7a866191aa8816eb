import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { splitPolicy } from '#shared/generate/split-policy.ts';
import { decide } from '#shared/policy/decide.ts';
import type { RawPolicy, RawStatement } from '#shared/policy/document.ts';
import { fromRaw } from '#shared/policy/parse.ts';

const limit = 400;
const resources = Array.from({ length: 12 }, (_, n) => `arn:aws:s3:::amazon-connect-${n}`);
const actions = ['s3:GetObject', 's3:Get*', 's3:ListBucket', 's3:PutObject'];

const statement: fc.Arbitrary<RawStatement> = fc
  .record({
    sid: fc.constantFrom('A', 'B', 'C', 'D', 'S'),
    action: fc.uniqueArray(fc.constantFrom(...actions), { minLength: 1 }),
    resource: fc.uniqueArray(fc.constantFrom(...resources), { minLength: 1 }),
    tls: fc.boolean(),
  })
  .map(({ sid, action, resource, tls }) => ({
    Sid: sid,
    Effect: 'Allow',
    Action: action,
    Resource: resource,
    ...(tls && { Condition: { Bool: { 'aws:SecureTransport': 'true' } } }),
  }));

const several = fc.uniqueArray(statement, {
  minLength: 1,
  maxLength: 5,
  selector: ({ Sid }) => Sid,
});

const whole = (Statement: readonly RawStatement[]): RawPolicy => ({
  Version: '2012-10-17',
  Statement: Statement.map(({ Sid, ...each }) => each),
});

describe('splitting a policy', () => {
  it('changes no decision, and every part fits', () => {
    fc.assert(
      fc.property(several, (statements) => {
        const parts = splitPolicy(statements, limit);
        for (const part of parts) expect(JSON.stringify(part).length).toBeLessThanOrEqual(limit);
        const together = parts.map((part) => fromRaw(part, 'identity'));
        const alone = [fromRaw(whole(statements), 'identity')];
        for (const action of ['s3:GetObject', 's3:GetBucketAcl', 's3:ListBucket', 's3:PutObject']) {
          for (const resource of resources) {
            for (const secure of ['true', 'false']) {
              const request = {
                principal: { kind: 'role', arn: 'arn:aws:iam::111122223333:role/A' } as const,
                action,
                resource,
                resourceAccount: '111122223333',
                context: { 'aws:SecureTransport': secure },
              };
              const own = {
                ...request,
                principal: { ...request.principal, account: '111122223333' },
              };
              expect(decide(own, { identity: together }).decision).toBe(
                decide(own, { identity: alone }).decision,
              );
            }
          }
        }
      }),
      { numRuns: 40 },
    );
  });

  it('uses no Sid twice in what came from one statement', () => {
    const [first] = [
      { Sid: 'S3', Effect: 'Allow', Action: 's3:Get*', Resource: resources } as const,
    ];
    const sids = splitPolicy([first], 200).flatMap(({ Statement }) =>
      (Array.isArray(Statement) ? Statement : [Statement]).map((each: RawStatement) => each.Sid),
    );
    expect(sids.length).toBeGreaterThan(1);
    expect(new Set(sids).size).toBe(sids.length);
    expect(sids[0]).toBe('S3');
  });

  it('refuses what it cannot split without changing its meaning', () => {
    const one = {
      Sid: 'S3',
      Effect: 'Allow',
      Action: 's3:Get*',
      Resource: resources[0] ?? '',
    } as const;
    expect(() => splitPolicy([one], 60)).toThrow(RangeError);
    expect(() => splitPolicy([{ ...one, Effect: 'Deny' }])).toThrow(/Effect Allow/);
  });
});
