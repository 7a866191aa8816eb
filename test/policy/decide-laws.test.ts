import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decide, type Policies } from '#shared/policy/decide.ts';
import type { RawPolicy } from '#shared/policy/document.ts';
import { fromRaw } from '#shared/policy/parse.ts';
import type { Decision, Request } from '#shared/policy/request.ts';
import { arbitraryPolicy, respell } from './arbitrary-policy.ts';

const ACCOUNT = '111122223333';
const BUCKET = 'arn:aws:s3:::amazon-connect-0123456789ab';

const request: fc.Arbitrary<Request> = fc.record({
  principal: fc.constantFrom<Request['principal']>(
    {
      kind: 'role',
      arn: `arn:aws:iam::${ACCOUNT}:role/Analyst`,
      userId: 'AROAEXAMPLEANALYST001:jane',
      account: ACCOUNT,
    },
    {
      kind: 'user',
      arn: `arn:aws:iam::${ACCOUNT}:user/jane`,
      userId: 'AIDAEXAMPLE',
      account: ACCOUNT,
    },
    { kind: 'root', account: ACCOUNT },
    { kind: 'anonymous' },
    { kind: 'service', arn: 'logging.s3.amazonaws.com' },
  ),
  action: fc.constantFrom('s3:GetObject', 's3:PutObject', 's3:ListBucket'),
  resource: fc.constantFrom(BUCKET, `${BUCKET}/connect/a`, `${BUCKET}/b`),
  resourceAccount: fc.constantFrom(ACCOUNT, '444455556666'),
  context: fc.constantFrom<NonNullable<Request['context']>>(
    {},
    { 's3:prefix': 'connect/a' },
    { 's3:prefix': [] },
  ),
});

const identity: RawPolicy = {
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Action: '*', Resource: '*' },
};
const around: fc.Arbitrary<Policies> = fc.constantFrom<Policies>(
  {},
  { identity: [fromRaw(identity)] },
);

const decided = (asked: Request, others: Policies, resource: RawPolicy): Decision =>
  decide(asked, { ...others, resource: fromRaw(resource) });

describe('decide', () => {
  it('does not heed how a policy is spelled', () => {
    fc.assert(
      fc.property(
        request,
        around,
        arbitraryPolicy,
        fc.infiniteStream(fc.boolean()),
        (asked, others, policy, bits) => {
          const other = respell(policy, () => bits.next().value === true) as RawPolicy;
          expect(decided(asked, others, other).decision).toBe(
            decided(asked, others, policy).decision,
          );
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('allows nothing more when a Deny is added', () => {
    fc.assert(
      fc.property(
        request,
        around,
        arbitraryPolicy,
        arbitraryPolicy,
        (asked, others, policy, added) => {
          const denies = added.Statement.map(({ Sid: _, ...rest }) => ({
            ...rest,
            Effect: 'Deny' as const,
          }));
          const more = { ...policy, Statement: [...policy.Statement, ...denies] };
          if (decided(asked, others, more).decision === 'Allow') {
            expect(decided(asked, others, policy).decision).toBe('Allow');
          }
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('decides a statement of two actions as the two statements of one', () => {
    fc.assert(
      fc.property(request, around, arbitraryPolicy, (asked, others, policy) => {
        const split = policy.Statement.flatMap(({ Sid: _, ...statement }) => {
          const actions = statement.Action;
          return Array.isArray(actions)
            ? actions.map((Action: string) => ({ ...statement, Action }))
            : [statement];
        });
        expect(decided(asked, others, { ...policy, Statement: split }).decision).toBe(
          decided(asked, others, policy).decision,
        );
      }),
      { numRuns: 1000 },
    );
  });

  it('names only statements that are there, with the effect of the decision', () => {
    fc.assert(
      fc.property(request, around, arbitraryPolicy, (asked, others, policy) => {
        const { decision, statements } = decided(asked, others, policy);
        for (const { policy: where, index, sid } of statements) {
          if (where !== 'resource') continue;
          const statement = policy.Statement[index];
          expect(statement?.Effect).toBe(decision === 'Allow' ? 'Allow' : 'Deny');
          expect(statement?.Sid).toBe(sid);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('decides hostile wildcards over a long key', () => {
    const hostile: RawPolicy = {
      Version: '2012-10-17',
      Statement: Array.from({ length: 50 }, (_, index) => ({
        Effect: 'Deny' as const,
        Principal: '*' as const,
        Action: '*',
        Resource: `${BUCKET}/${'*a'.repeat(60)}${index}z`,
      })),
    };
    const asked: Request = {
      principal: { kind: 'anonymous' },
      action: 's3:GetObject',
      resource: `${BUCKET}/${'a'.repeat(1024)}`,
      resourceAccount: ACCOUNT,
    };
    expect(decided(asked, {}, hostile)).toEqual({ decision: 'ImplicitDeny', statements: [] });
  });
});
