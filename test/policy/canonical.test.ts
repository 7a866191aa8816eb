import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canonicalize, policyDigest } from '#shared/policy/canonical.ts';
import { decide } from '#shared/policy/decide.ts';
import type { RawPolicy, RawStatement } from '#shared/policy/document.ts';
import { fromRaw, parsePolicy } from '#shared/policy/parse.ts';
import type { Request } from '#shared/policy/request.ts';
import { arbitraryPolicy, respell } from './arbitrary-policy.ts';

const digest = (policy: RawPolicy): string => policyDigest(fromRaw(policy));

const CLOSED = {
  Sid: 'Closed',
  Effect: 'Deny',
  Principal: '*',
  Action: ['s3:GetObject', 's3:PutObject'],
  Resource: ['arn:aws:s3:::recordings', 'arn:aws:s3:::recordings/*'],
  Condition: {
    StringNotLike: { 'aws:userId': ['AROAEXAMPLECONNECT001:*', 'AIDAEXAMPLEADMIN00001'] },
    Bool: { 'aws:SecureTransport': 'false' },
  },
} satisfies RawStatement;

const SHARED = {
  Effect: 'Allow',
  Principal: { AWS: ['arn:aws:iam::111122223333:root', '444455556666'] },
  Action: 's3:ListBucket',
  Resource: 'arn:aws:s3:::recordings',
} satisfies RawStatement;

const LIVE = {
  Version: '2012-10-17',
  Id: 'ConnectRecordings',
  Statement: [CLOSED, SHARED],
} satisfies RawPolicy;

const BUCKET = 'arn:aws:s3:::recordings';

/** Every bucket policy of one statement that a few spellings of each element make. */
const smallUniverse = (): readonly RawPolicy[] =>
  ['2012-10-17', '2008-10-17'].flatMap((Version) =>
    (['Allow', 'Deny'] as const).flatMap((Effect) =>
      [
        '*',
        { AWS: '*' },
        { AWS: '111122223333' },
        { AWS: ['arn:aws:iam::111122223333:root'] },
      ].flatMap((Principal) =>
        ['s3:GetObject', ['S3:getobject'], 's3:Get*'].flatMap((Action) =>
          [`${BUCKET}/*`, [`${BUCKET}/\${aws:userid}/*`]].flatMap((Resource) =>
            [
              {},
              { Bool: { 'aws:SecureTransport': false } },
              { Bool: { 'AWS:securetransport': 'False' } },
            ].map((Condition) => ({
              Version,
              Statement: { Effect, Principal, Action, Resource, Condition } as RawStatement,
            })),
          ),
        ),
      ),
    ),
  );

const requests: readonly Request[] = ['s3:GetObject', 's3:GetObjectAcl'].flatMap((action) =>
  ['true', 'false'].flatMap((secure) =>
    [`${BUCKET}/AROAEXAMPLEANALYST001:jane/a`, `${BUCKET}/a`].flatMap((resource) =>
      [
        { kind: 'anonymous' } as const,
        {
          kind: 'role',
          arn: 'arn:aws:iam::111122223333:role/Analyst',
          userId: 'AROAEXAMPLEANALYST001:jane',
          account: '111122223333',
        } as const,
        { kind: 'root', account: '111122223333' } as const,
      ].map((principal) => ({
        principal,
        action,
        resource,
        resourceAccount: '111122223333',
        context: { 'aws:SecureTransport': secure },
      })),
    ),
  ),
);

describe('policyDigest', () => {
  it('is the same for every spelling of a policy', () => {
    fc.assert(
      fc.property(arbitraryPolicy, fc.infiniteStream(fc.boolean()), (policy, bits) => {
        const other = respell(policy, () => bits.next().value === true);
        expect(policyDigest(JSON.stringify(other))).toBe(digest(policy));
      }),
      { numRuns: 500 },
    );
  });

  it('is equal for two policies only if they decide alike, over a whole small universe', () => {
    const groups = Map.groupBy(smallUniverse(), digest);
    expect(groups.size).toBeLessThan(smallUniverse().length);
    for (const group of groups.values()) {
      const decisions = group.map((raw) =>
        requests.map((request) => decide(request, { resource: fromRaw(raw) }).decision),
      );
      for (const each of decisions) expect(each).toEqual(decisions[0]);
    }
  });

  it.each<[string, RawPolicy]>([
    [
      'the members in another order',
      { Statement: LIVE.Statement, Id: LIVE.Id, Version: LIVE.Version },
    ],
    ['the statements in another order', { ...LIVE, Statement: LIVE.Statement.toReversed() }],
    [
      'a boolean instead of text',
      {
        ...LIVE,
        Statement: [
          { ...CLOSED, Condition: { ...CLOSED.Condition, Bool: { 'AWS:securetransport': false } } },
          SHARED,
        ],
      },
    ],
    [
      'account ids and root ARNs exchanged',
      {
        ...LIVE,
        Statement: [
          CLOSED,
          { ...SHARED, Principal: { AWS: ['arn:aws:iam::444455556666:root', '111122223333'] } },
        ],
      },
    ],
    [
      'a value said twice',
      { ...LIVE, Statement: [CLOSED, { ...SHARED, Action: ['s3:ListBucket', 's3:LISTBUCKET'] }] },
    ],
  ])('does not change by %s', (_, policy) => {
    expect(digest(policy)).toBe(digest(LIVE));
  });

  it.each<[string, RawPolicy]>([
    ['version 2008-10-17', { ...LIVE, Version: '2008-10-17' }],
    ['another Id', { ...LIVE, Id: 'Other' }],
    ['another Sid', { ...LIVE, Statement: [{ ...CLOSED, Sid: 'Open' }, SHARED] }],
    ['the other effect', { ...LIVE, Statement: [{ ...CLOSED, Effect: 'Allow' }, SHARED] }],
    ['a statement less', { ...LIVE, Statement: [CLOSED] }],
    [
      '{"AWS": "*"} instead of "*"',
      { ...LIVE, Statement: [{ ...CLOSED, Principal: { AWS: '*' } }, SHARED] },
    ],
    [
      'Principal turned into NotPrincipal',
      {
        ...LIVE,
        Statement: [
          CLOSED,
          (({ Principal, ...rest }) => ({ ...rest, NotPrincipal: Principal }))(SHARED),
        ],
      },
    ],
    [
      'Action turned into NotAction',
      {
        ...LIVE,
        Statement: [CLOSED, (({ Action, ...rest }) => ({ ...rest, NotAction: Action }))(SHARED)],
      },
    ],
    [
      'the case of a resource',
      { ...LIVE, Statement: [CLOSED, { ...SHARED, Resource: 'arn:aws:s3:::Recordings' }] },
    ],
    [
      'the root ARN of another partition',
      {
        ...LIVE,
        Statement: [
          CLOSED,
          { ...SHARED, Principal: { AWS: ['arn:aws-cn:iam::111122223333:root', '444455556666'] } },
        ],
      },
    ],
    [
      'the case of a condition value',
      {
        ...LIVE,
        Statement: [
          {
            ...CLOSED,
            Condition: {
              ...CLOSED.Condition,
              StringNotLike: { 'aws:userId': ['aroaexampleconnect001:*', 'AIDAEXAMPLEADMIN00001'] },
            },
          },
          SHARED,
        ],
      },
    ],
    [
      'another operator',
      {
        ...LIVE,
        Statement: [
          {
            ...CLOSED,
            Condition: {
              Bool: CLOSED.Condition.Bool,
              StringNotEquals: CLOSED.Condition.StringNotLike,
            },
          },
          SHARED,
        ],
      },
    ],
    [
      'IfExists',
      {
        ...LIVE,
        Statement: [
          {
            ...CLOSED,
            Condition: {
              Bool: CLOSED.Condition.Bool,
              StringNotLikeIfExists: CLOSED.Condition.StringNotLike,
            },
          },
          SHARED,
        ],
      },
    ],
    [
      'a set operator',
      {
        ...LIVE,
        Statement: [
          {
            ...CLOSED,
            Condition: {
              Bool: CLOSED.Condition.Bool,
              'ForAnyValue:StringNotLike': CLOSED.Condition.StringNotLike,
            },
          },
          SHARED,
        ],
      },
    ],
    [
      'a condition less',
      {
        ...LIVE,
        Statement: [
          { ...CLOSED, Condition: { StringNotLike: CLOSED.Condition.StringNotLike } },
          SHARED,
        ],
      },
    ],
    ['a value less', { ...LIVE, Statement: [{ ...CLOSED, Action: 's3:GetObject' }, SHARED] }],
  ])('changes by %s', (_, policy) => {
    expect(digest(policy)).not.toBe(digest(LIVE));
  });

  it('takes a missing version for 2008-10-17, as S3 does on read', () => {
    const { Version: _, ...without } = LIVE;
    expect(digest(without)).toBe(digest({ ...LIVE, Version: '2008-10-17' }));
  });

  it('is the SHA-256 of text or of the parsed document alike', () => {
    expect(policyDigest(JSON.stringify(LIVE))).toBe(digest(LIVE));
    expect(digest(LIVE)).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe('canonicalize', () => {
  it('sorts and folds what has no meaning', () => {
    const text = `{"Statement": {"Effect": "Deny", "Principal": {"AWS": "arn:aws:iam::111122223333:root"},
      "Action": ["s3:PutObject", "S3:GetObject"], "Resource": "arn:aws:s3:::recordings",
      "Condition": {"StringLike": {"AWS:UserId": "b"}}}}`;
    expect(canonicalize(parsePolicy(text))).toEqual({
      version: '2008-10-17',
      id: null,
      statements: [
        {
          sid: null,
          effect: 'Deny',
          principal: { aws: ['111122223333'], service: [], federated: [], canonicalUser: [] },
          action: ['s3:getobject', 's3:putobject'],
          resource: ['arn:aws:s3:::recordings'],
          conditions: [['StringLike', 'aws:userid', ['b']]],
        },
      ],
    });
  });
});
