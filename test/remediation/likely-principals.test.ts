import { describe, expect, it } from '@jest/globals';
import { known, unreadable } from '#shared/connect/fact.ts';
import type { ConnectInstance } from '#shared/connect/inventory.ts';
import { fromRaw } from '#shared/policy/parse.ts';
import { entrantsOf } from '#shared/remediation/entrants.ts';
import { exemptedFrom } from '#shared/remediation/exempted.ts';
import { candidateFor, type StoringBucket } from '#shared/remediation/likely-principals.ts';

const place = { partition: 'aws', account: '111122223333', region: 'ap-northeast-1' };
const role = { arn: 'arn:aws:iam::111122223333:role/Works', id: 'AROAWORKS000000000001' } as const;
const instance: ConnectInstance = {
  arn: 'arn:aws:connect:ap-northeast-1:111122223333:instance/00000000-0000-4000-8000-000000000001',
  id: '00000000-0000-4000-8000-000000000001',
  serviceRole: { state: 'absent' },
  storage: {},
  attributes: {},
};
const bucket: StoringBucket = {
  name: 'amazon-connect-0123456789ab',
  instances: [instance],
  prefixes: [],
  policy: { state: 'absent' },
  deliveryRoles: [],
};

const named = (name: string, document: object = { Version: '2012-10-17', Statement: [] }) => ({
  name,
  document: JSON.stringify(document),
});

function found(more: Partial<StoringBucket>, policies = [named('Own')], arn: string = role.arn) {
  const principal = { ...role, arn: arn as typeof role.arn };
  const [each] = entrantsOf([{ principal, policies: known({ principal, identity: policies }) }]);
  if (!each) throw new Error('nobody');
  return candidateFor({ place, instances: [instance], buckets: [{ ...bucket, ...more }] }, each);
}

const denyBut = (values: readonly string[], more: object) =>
  fromRaw({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Deny',
        Principal: '*',
        Resource: '*',
        Condition: { StringNotLike: { 'aws:userId': values } },
        ...more,
      },
    ],
  });

describe('whom settings may want to name', () => {
  it('are roles that deliver into a bucket or replicate it, with what that takes', () => {
    expect(found({ deliveryRoles: [role.arn], replicationRole: role.arn })).toMatchObject({
      as: 'workload',
      likely: true,
      because: [`delivers contact records into ${bucket.name}`, `replicates ${bucket.name}`],
      actions: expect.arrayContaining(['s3:PutObject', 's3:GetObjectVersionForReplication']),
    });
  });

  it('are permission sets that are called administrators of Connect, and not roles of such a name', () => {
    const sso = (name: string) =>
      `arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_${name}_4f2a9c81d07e6b35`;
    expect(found({}, [], sso('ConnectAdmins'))).toMatchObject({ likely: true });
    expect(found({}, [], sso('ConnectViewer'))).toBeUndefined();
    expect(found({}, [], `${role.arn}/ConnectAdmin`)).toBeUndefined();
  });

  it('are those who hold SecurityAudit, as auditors', () => {
    const audit = named('arn:aws:iam::aws:policy/SecurityAudit');
    expect(found({}, [audit])).toMatchObject({ as: 'auditor', likely: true });
  });

  it('are readers where the policy is known, and not where it could not be looked at', () => {
    const reader = named('Own', {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }],
    });
    expect(found({}, [reader])).toMatchObject({ as: 'workload', likely: false });
    const why = { action: 's3:GetBucketPolicy', code: 'AccessDenied', message: '' };
    expect(found({ policy: unreadable(why) }, [reader])).toBeUndefined();
  });

  it('are not those of whom nothing is known', () => {
    expect(found({})).toBeUndefined();
  });
});

describe('whom a policy exempts', () => {
  it('is named by unique id or ARN, where it denies that action', () => {
    const policy = denyBut([`${role.id}:*`, 'AIDAUSER0000000000001', '111122223333'], {
      Action: 's3:Get*',
    });
    expect([...exemptedFrom('s3:GetObject', policy)]).toEqual([
      role.id,
      'AIDAUSER0000000000001',
      '111122223333',
    ]);
    expect(exemptedFrom('s3:PutObject', policy).size).toBe(0);
  });

  it('is not read out of wildcards', () => {
    const policy = denyBut(['AROA*', `${role.id}:jo`], { NotAction: 's3:GetBucketPolicy' });
    expect(exemptedFrom('s3:GetObject', policy).has(role.id)).toBe(false);
  });
});
