import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decide } from '#shared/policy/decide.ts';
import type { PolicyDocument, RawPolicy } from '#shared/policy/document.ts';
import { fromRaw } from '#shared/policy/parse.ts';
import { type Entrant, entrance } from '#shared/policy/prove/entrance.ts';
import type { EntranceSetting } from '#shared/policy/prove/entrance-view.ts';
import type { Request } from '#shared/policy/request.ts';
import { arbitraryPolicy } from '../arbitrary-policy.ts';

const account = '111122223333';
const bucket = 'amazon-connect-0123456789ab';
const arn = `arn:aws:s3:::${bucket}`;
const actions = ['s3:GetObject', 's3:PutObject', 's3:ListBucket'];
const setting: EntranceSetting = {
  partition: 'aws',
  account,
  bucket,
  actions,
  objectKeys: ['connect/acme/CallRecordings/2026/01/31/contact.wav'],
};
const analyst = { arn: `arn:aws:iam::${account}:role/Analyst`, id: 'AROAEXAMPLEANALYST001' };
const jane = { arn: `arn:aws:iam::${account}:user/jane`, id: 'AIDAEXAMPLEJANE000001' };

const allow = (Action: string, Resource: string, Condition = {}): PolicyDocument =>
  fromRaw(
    { Version: '2012-10-17', Statement: { Effect: 'Allow', Action, Resource, Condition } },
    'identity',
  );
const onBucket = (Statement: RawPolicy['Statement']): PolicyDocument =>
  fromRaw({ Version: '2012-10-17', Statement }, 'resource');
const denyAllBut = (...ids: string[]) =>
  onBucket({
    Sid: 'Closed',
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:*',
    Resource: [arn, `${arn}/*`],
    Condition: { StringNotLike: { 'aws:userId': ids } },
  });

const enters = (entrant: Entrant, action: string, policy?: PolicyDocument, prefix?: string) =>
  entrance(setting, entrant, [policy])(action, policy, prefix);

describe('who may enter a bucket', () => {
  const reader: Entrant = { principal: analyst, identity: [allow('s3:Get*', `${arn}/*`)] };

  it('is whoever its own policies let in, or the bucket policy', () => {
    expect(enters(reader, 's3:GetObject')).toMatchObject({ enters: true });
    expect(enters(reader, 's3:PutObject')).toEqual({ enters: false });
    const granted = onBucket({
      Effect: 'Allow',
      Principal: { AWS: analyst.arn },
      Action: 's3:PutObject',
      Resource: `${arn}/*`,
    });
    expect(enters(reader, 's3:PutObject', granted)).toMatchObject({
      enters: true,
      statements: [{ policy: 'resource', index: 0 }],
    });
  });

  it('is nobody whom the bucket policy denies, whatever a session is called', () => {
    expect(enters(reader, 's3:GetObject', denyAllBut('AROASOMEBODYELSE00001:*'))).toEqual({
      enters: false,
    });
    const oneSession = enters(reader, 's3:GetObject', denyAllBut(`${analyst.id}:nightly`));
    expect(oneSession).toMatchObject({
      enters: true,
      request: { principal: { userId: `${analyst.id}:nightly` } },
    });
  });

  it('is whoever can meet the conditions', () => {
    const byEndpoint = allow('s3:*', '*', { StringEquals: { 'aws:SourceVpce': 'vpce-1' } });
    expect(enters({ principal: jane, identity: [byEndpoint] }, 's3:GetObject')).toMatchObject({
      enters: true,
      request: { context: { 'aws:sourcevpce': 'vpce-1' } },
    });
    const never = onBucket({
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:*',
      Resource: `${arn}/*`,
      Condition: { StringEquals: { 'aws:SourceVpce': 'vpce-1' } },
    });
    expect(enters({ principal: jane, identity: [byEndpoint] }, 's3:GetObject', never)).toEqual({
      enters: false,
    });
  });

  it('is nobody whose boundary does not let it, unless the bucket policy names the user itself', () => {
    const bounded = (principal: typeof jane): Entrant => ({
      principal,
      identity: [allow('s3:*', '*')],
      boundary: allow('ec2:*', '*'),
    });
    const naming = (principal: string) =>
      onBucket({
        Effect: 'Allow',
        Principal: { AWS: principal },
        Action: 's3:GetObject',
        Resource: `${arn}/*`,
      });
    expect(enters(bounded(jane), 's3:GetObject')).toEqual({ enters: false });
    expect(enters(bounded(jane), 's3:GetObject', naming(jane.arn))).toMatchObject({ enters: true });
    expect(enters(bounded(analyst), 's3:GetObject', naming(analyst.arn))).toEqual({
      enters: false,
    });
    expect(enters(reader, 's3:PutObject', naming(account))).toEqual({ enters: false });
  });

  it('is nobody with a boundary where NotPrincipal denies, named or not', () => {
    const onlyAnalyst = onBucket({
      Effect: 'Deny',
      NotPrincipal: { AWS: [analyst.arn, account] },
      Action: 's3:*',
      Resource: `${arn}/*`,
    });
    const boundary = allow('s3:*', '*');
    expect(enters({ ...reader, boundary }, 's3:GetObject', onlyAnalyst)).toEqual({
      enters: false,
    });
    expect(enters(reader, 's3:GetObject', onlyAnalyst)).toMatchObject({ enters: undefined });
  });

  it('may be somebody for one folder and not for another', () => {
    const exports: Entrant = {
      principal: analyst,
      identity: [allow('s3:GetObject', `${arn}/exports/*`)],
    };
    expect(enters(exports, 's3:GetObject')).toMatchObject({ enters: true });
    expect(enters(exports, 's3:GetObject', undefined, 'exports/')).toMatchObject({ enters: true });
    expect(enters(exports, 's3:GetObject', undefined, 'connect/')).toEqual({ enters: false });
  });

  it('may be an AWS service that the bucket policy names', () => {
    const logs = onBucket({
      Effect: 'Allow',
      Principal: { Service: 'logging.s3.amazonaws.com' },
      Action: 's3:PutObject',
      Resource: `${arn}/*`,
      Condition: { StringEquals: { 'aws:SourceAccount': account } },
    });
    expect(enters({ service: 'logging.s3.amazonaws.com' }, 's3:PutObject', logs)).toMatchObject({
      enters: true,
    });
    expect(enters({ service: 'config.amazonaws.com' }, 's3:PutObject', logs)).toEqual({
      enters: false,
    });
  });

  it('cannot be told where nobody knows what a condition means', () => {
    const strange = allow('s3:*', '*', { StringSoundsLike: { 'aws:PrincipalTag/team': 'sales' } });
    expect(enters({ principal: jane, identity: [strange] }, 's3:GetObject')).toMatchObject({
      enters: undefined,
      reasons: [expect.stringContaining('StringSoundsLike')],
    });
  });
});

const values = [[], 'connect/a', 'AROAEXAMPLEANALYST001:x', 'sales', 'other'];

/** Every request of a small world that policies of `arbitraryPolicy` can tell apart. */
function* requests(principal: Request['principal'], action: string): Generator<Request> {
  const resources = action === 's3:ListBucket' ? [arn] : [`${arn}/connect/a`, `${arn}/b`];
  for (const resource of resources) {
    for (const prefix of values) {
      for (const team of values) {
        const context = { 's3:prefix': prefix, 'aws:PrincipalTag/team': team };
        yield { principal, action, resource, resourceAccount: account, context };
      }
    }
  }
}

const withoutPrincipals = (policy: RawPolicy & { Statement: readonly object[] }): PolicyDocument =>
  fromRaw(
    JSON.parse(
      JSON.stringify({
        ...policy,
        Statement: policy.Statement.map((each) => ({ ...each, Principal: undefined })),
      }),
    ),
    'identity',
  );

describe('the answer about an entrant', () => {
  it('agrees with every single request', () => {
    const identity = fc.array(arbitraryPolicy.map(withoutPrincipals), { maxLength: 2 });
    let [entered, refused, undecided] = [0, 0, 0];
    fc.assert(
      fc.property(
        fc.constantFrom('role' as const, 'user' as const),
        arbitraryPolicy.map((policy) => fromRaw(policy, 'resource')),
        identity,
        fc.option(arbitraryPolicy.map(withoutPrincipals), { nil: undefined }),
        (kind, resource, documents, boundary) => {
          const principal = kind === 'role' ? analyst : jane;
          const policies = { identity: documents, ...(boundary && { boundary }) };
          const ask = entrance(setting, { principal, ...policies }, [resource]);
          const userId = kind === 'role' ? `${analyst.id}:jane` : jane.id;
          for (const action of actions) {
            const answer = ask(action, resource);
            if (answer.enters === undefined) undecided++;
            if (answer.enters) {
              const { decision } = decide(answer.request, { ...policies, resource });
              expect(decision).toBe('Allow');
              entered++;
            }
            if (answer.enters === false) {
              const caller = { kind, arn: principal.arn, userId, account };
              for (const request of requests(caller, action)) {
                const { decision } = decide(request, { ...policies, resource });
                expect(decision).not.toBe('Allow');
              }
              refused++;
            }
          }
        },
      ),
      { numRuns: 300 },
    );
    expect(Math.min(entered, refused)).toBeGreaterThan(20);
    // A key under operators for one value and for several: what two values would mean is not known.
    expect(undecided).toBeLessThan(entered / 10);
  });
});
