import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Arn } from '#shared/connect/arn.ts';
import { known, unreadable } from '#shared/connect/fact.ts';
import { decide } from '#shared/policy/decide.ts';
import type { PolicyDocument, RawPolicy } from '#shared/policy/document.ts';
import { fromRaw } from '#shared/policy/parse.ts';
import { entrance, policiesOf } from '#shared/policy/prove/entrance.ts';
import type { Request } from '#shared/policy/request.ts';
import { type AccountEntrant, entranceSetting, entrantsOf } from '#shared/remediation/entrants.ts';
import { impactOnPrincipals } from '#shared/remediation/impact.ts';
import { impactActions, namedAs } from '#shared/remediation/impact-actions.ts';
import { arbitraryPolicy } from '../policy/arbitrary-policy.ts';

const account = '111122223333';
const bucket = 'amazon-connect-0123456789ab';
const bucketArn = `arn:aws:s3:::${bucket}`;
const actions = ['s3:GetObject', 's3:PutObject'];
const place = { partition: 'aws', account, bucket };
const small = entranceSetting(place, [], actions);

const principals = [
  { arn: `arn:aws:iam::${account}:role/Analyst`, id: 'AROAEXAMPLEANALYST001' },
  { arn: `arn:aws:iam::${account}:user/jane`, id: 'AIDAEXAMPLEJANE000001' },
] as const satisfies readonly { arn: Arn; id: string }[];

const ownPolicy = arbitraryPolicy.map((policy) =>
  JSON.stringify({
    ...policy,
    Statement: policy.Statement.map((each) => ({ ...each, Principal: undefined })),
  }),
);

const holding = (index: number, ...documents: readonly string[]): AccountEntrant => {
  const principal = principals[index] ?? principals[0];
  const identity = documents.map((document, n) => ({ name: `own/${n}`, document }));
  const [entrant] = entrantsOf([{ principal, policies: known({ principal, identity }) }]);
  if (!entrant) throw new Error('nobody');
  return entrant;
};

const values = [[], 'connect/a', 'AROAEXAMPLEANALYST001:x', 'sales', 'other'];

/** Every request for an action that policies of `arbitraryPolicy` can tell apart. */
function* requests({ kind, principal }: AccountEntrant, action: string): Generator<Request> {
  const { arn, id } = principal;
  // A condition without wildcards may name a session called "*".
  const userIds = kind === 'role' ? [`${id}:jane`, `${id}:*`] : [id];
  const resources = [`${bucketArn}/connect/a`, `${bucketArn}/b`];
  for (const userId of userIds) {
    for (const resource of resources) {
      for (const prefix of values) {
        for (const team of values) {
          const context = { 's3:prefix': prefix, 'aws:PrincipalTag/team': team };
          const caller = { kind, arn, userId, account };
          yield { principal: caller, action, resource, resourceAccount: account, context };
        }
      }
    }
  }
}

/** Whether one of the requests of the small world is allowed. */
function isAllowed(each: AccountEntrant, action: string, policy: PolicyDocument): boolean {
  if (typeof each.entrant === 'string') return false;
  const policies = policiesOf(each.entrant, policy);
  for (const request of requests(each, action)) {
    if (decide(request, policies).decision === 'Allow') return true;
  }
  return false;
}

/** Whether the prover has a request that `decide` allows, maybe one that is not in the small world. */
function hasWitness(each: AccountEntrant, action: string, policy: PolicyDocument): boolean {
  if (typeof each.entrant === 'string') return false;
  const entry = entrance(small, each.entrant, [policy])(action, policy);
  return (
    entry.enters === true &&
    decide(entry.request, policiesOf(each.entrant, policy)).decision === 'Allow'
  );
}

const bucketPolicy = arbitraryPolicy.map((policy) => fromRaw(policy, 'resource'));

describe('the impact of any change', () => {
  it('is on those alone who are allowed something before and nothing of the kind after', () => {
    let [lost, kept] = [0, 0];
    fc.assert(
      fc.property(
        bucketPolicy,
        bucketPolicy,
        fc.array(ownPolicy, { maxLength: 2 }),
        fc.array(ownPolicy, { maxLength: 2 }),
        (live, planned, ofRole, ofUser) => {
          const entrants = [holding(0, ...ofRole), holding(1, ...ofUser)];
          const change = { live, planned };
          const { shutOut, undecided } = impactOnPrincipals(small, [], change, entrants);
          for (const each of entrants) {
            const { arn } = each.principal;
            if (undecided.some((one) => one.arn === arn)) continue;
            const losses = shutOut.filter((one) => one.arn === arn);
            const lostActions = losses.flatMap((one) => one.actions.map(({ action }) => action));
            for (const action of actions) {
              if (lostActions.includes(action)) {
                expect(hasWitness(each, action, live)).toBe(true);
                expect(isAllowed(each, action, planned)).toBe(false);
                lost++;
              } else if (isAllowed(each, action, live)) {
                expect(hasWitness(each, action, planned)).toBe(true);
                kept++;
              }
            }
          }
        },
      ),
      { numRuns: 300 },
    );
    expect(Math.min(lost, kept)).toBeGreaterThan(20);
  });
});

const policy = (Statement: RawPolicy['Statement']): string =>
  JSON.stringify({ Version: '2012-10-17', Statement });
const everything = policy({ Effect: 'Allow', Action: '*', Resource: '*' });
const setting = entranceSetting(place, ['connect/acme/'], impactActions);

describe('the impact of a change', () => {
  it('is on a folder of Connect too, when only that is closed', () => {
    const planned = fromRaw(
      {
        Version: '2012-10-17',
        Statement: {
          Effect: 'Deny',
          Principal: '*',
          Action: 's3:GetObject',
          Resource: `${bucketArn}/connect/acme/*`,
        },
      },
      'resource',
    );
    const change = { live: undefined, planned };
    const { shutOut } = impactOnPrincipals(setting, ['connect/acme/'], change, [
      holding(0, everything),
    ]);
    expect(shutOut).toMatchObject([
      {
        actions: [
          {
            action: 's3:GetObject',
            resource: `${bucketArn}/connect/acme/2026/01/31/contact.wav`,
          },
        ],
        because:
          's3:GetObject: allowed today by statement 1 of own/0, then denied by statement 1 of the planned policy.',
      },
    ]);
    expect(impactOnPrincipals(setting, [], change, [holding(0, everything)]).shutOut).toEqual([]);
  });

  it('is on whom the bucket policy let in and does not any more', () => {
    const live = fromRaw(
      {
        Version: '2012-10-17',
        Statement: {
          Sid: 'Analysts',
          Effect: 'Allow',
          Principal: { AWS: principals[0].arn },
          Action: 's3:ListBucket',
          Resource: bucketArn,
        },
      },
      'resource',
    );
    const { shutOut } = impactOnPrincipals(setting, [], { live, planned: undefined }, [holding(0)]);
    expect(shutOut).toMatchObject([
      {
        because:
          's3:ListBucket: allowed today by "Analysts" of the bucket policy, then no longer allowed by the planned policy.',
        nameAs: 'workload',
      },
    ]);
  });

  it('cannot be told of whom the policies are unreadable, or not understood', () => {
    const [role, user] = principals;
    const why = { action: 'iam:GetPolicy', code: 'AccessDenied', message: 'no' };
    const document = policy({
      Effect: 'Allow',
      Action: 's3:*',
      Resource: '*',
      Condition: { StringSoundsLike: { 'aws:PrincipalTag/team': 'sales' } },
    });
    const strange = { principal: user, identity: [{ name: 'own/0', document }] };
    const entrants = entrantsOf([
      { principal: role, policies: unreadable(why) },
      { principal: user, policies: known(strange) },
    ]);
    const closed = fromRaw(
      {
        Version: '2012-10-17',
        Statement: { Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: '*' },
      },
      'resource',
    );
    const change = { live: undefined, planned: closed };
    const { shutOut, undecided, keepsAccess } = impactOnPrincipals(setting, [], change, entrants);
    expect(shutOut).toEqual([]);
    expect(keepsAccess).toBe(0);
    expect(undecided).toMatchObject([
      { arn: role.arn, why: expect.stringContaining('iam:GetPolicy AccessDenied') },
      { arn: user.arn, why: expect.stringContaining('StringSoundsLike') },
    ]);
  });
});

describe('what somebody is named as', () => {
  it('is the least that lets it go on', () => {
    expect(namedAs(['s3:GetObject', 's3:GetBucketPolicy'])).toBe('workload');
    expect(namedAs(['s3:GetBucketPolicy'])).toBe('auditor');
    expect(namedAs(['s3:GetObject', 's3:PutBucketPolicy'])).toBe('administrator');
  });
});
