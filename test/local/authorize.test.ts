import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { authorize } from '#infra/local/authorize.ts';
import { callAs } from '#infra/local/call-as.ts';
import { type AwsError, anyoneSigned, type Call, type Caller } from '#infra/local/service.ts';
import { rootCaller, sessionOf, userCaller } from '#infra/local/services/iam/callers.ts';
import {
  createGroup,
  createPolicy,
  createRole,
  createUser,
  putRolePolicy,
} from '#infra/local/services/iam/entities.ts';
import { createWorld, type World } from '#infra/local/world.ts';

const scope = { partition: 'aws', account: '111122223333', region: 'eu-central-1' };
const statement = (
  Effect: 'Allow' | 'Deny',
  Action: string,
  Resource = '*',
  Condition?: object,
) => ({
  Version: '2012-10-17',
  Statement: [{ Effect, Action, Resource, ...(Condition && { Condition }) }],
});
const trust = (principal: object) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole' }],
});
const trustAccount = trust({ AWS: 'arn:aws:iam::111122223333:root' });

let world: World;
beforeEach(() => {
  world = createWorld({ home: scope });
  createRole(world, scope, { name: 'Target', trustPolicy: trustAccount });
});

const getRole = (caller: Caller, context = {}) =>
  callAs(world, scope, caller, 'iam', 'GetRole', { RoleName: 'Target' }, context);
const refusal = async (work: Promise<unknown>): Promise<AwsError> => {
  const outcome = await work.then(
    () => undefined,
    (error: AwsError) => error,
  );
  if (!outcome) throw new Error('it was allowed');
  return outcome;
};

afterEach(() => {
  expect(world.ledger.entries.every(({ operation }) => operation !== 'unknown')).toBe(true);
});

describe('authorization', () => {
  it('allows what an inline policy allows', async () => {
    const user = createUser(world, scope, {
      name: 'u',
      policies: { p: statement('Allow', 'iam:GetRole') },
    });
    await expect(getRole(userCaller(user))).resolves.toMatchObject({
      Role: { RoleName: 'Target' },
    });
  });

  it('denies by default and says which principal, action and resource', async () => {
    const role = createRole(world, scope, { name: 'Nothing', trustPolicy: trustAccount });
    const error = await refusal(getRole(sessionOf(role, 'jane')));
    expect(error).toMatchObject({ code: 'AccessDenied', status: 403 });
    expect(error.message).toBe(
      'User: arn:aws:sts::111122223333:assumed-role/Nothing/jane is not authorized to perform: iam:GetRole on resource: arn:aws:iam::111122223333:role/Target because no identity-based policy allows the iam:GetRole action',
    );
  });

  it('lets an explicit deny win and names the kind of policy', async () => {
    const user = createUser(world, scope, {
      name: 'u',
      policies: { yes: statement('Allow', 'iam:*'), no: statement('Deny', 'iam:GetRole') },
    });
    expect((await refusal(getRole(userCaller(user)))).message).toContain(
      'with an explicit deny in an identity-based policy',
    );
  });

  it('counts managed policies and those of groups', async () => {
    const managed = createPolicy(world, scope, {
      name: 'Read',
      document: statement('Allow', 'iam:GetRole'),
    });
    createGroup(world, scope, { name: 'Readers', managedPolicies: [managed.arn] });
    const user = createUser(world, scope, { name: 'u', groups: ['Readers'] });
    await expect(getRole(userCaller(user))).resolves.toBeDefined();
  });

  it('keeps a role inside its permissions boundary', async () => {
    const boundary = createPolicy(world, scope, {
      name: 'Boundary',
      document: statement('Allow', 's3:*'),
    });
    const role = createRole(world, scope, {
      name: 'Bounded',
      trustPolicy: trustAccount,
      boundary: boundary.arn,
      policies: { p: statement('Allow', 'iam:*') },
    });
    await expect(getRole(sessionOf(role, 's'))).rejects.toMatchObject({ code: 'AccessDenied' });
  });

  it('keeps a session inside its session policy', async () => {
    const role = createRole(world, scope, {
      name: 'Wide',
      trustPolicy: trustAccount,
      policies: { p: statement('Allow', '*') },
    });
    const narrow = JSON.stringify(statement('Allow', 's3:GetObject'));
    await expect(getRole(sessionOf(role, 's'))).resolves.toBeDefined();
    await expect(getRole(sessionOf(role, 's', [narrow]))).rejects.toMatchObject({
      code: 'AccessDenied',
    });
  });

  it('gives a re-created role nothing of what the old session could do', async () => {
    const policies = { p: statement('Allow', 'iam:*') };
    const old = createRole(world, scope, { name: 'Again', trustPolicy: trustAccount, policies });
    const session = sessionOf(old, 's');
    const root = rootCaller(scope);
    const forget = { RoleName: 'Again' };
    await callAs(world, scope, root, 'iam', 'DeleteRolePolicy', { ...forget, PolicyName: 'p' });
    await callAs(world, scope, root, 'iam', 'DeleteRole', forget);
    const fresh = createRole(world, scope, { name: 'Again', trustPolicy: trustAccount, policies });
    expect(fresh.id).not.toBe(old.id);
    await expect(getRole(session)).rejects.toMatchObject({ code: 'AccessDenied' });
    await expect(getRole(sessionOf(fresh, 's'))).resolves.toBeDefined();
  });

  it('knows the keys that a calling service adds', async () => {
    const condition = { StringEquals: { 'aws:SourceAccount': scope.account } };
    const user = createUser(world, scope, {
      name: 'u',
      policies: { p: statement('Allow', 'iam:GetRole', '*', condition) },
    });
    await expect(getRole(userCaller(user))).rejects.toMatchObject({ code: 'AccessDenied' });
    const context = { 'aws:SourceAccount': scope.account };
    await expect(getRole(userCaller(user), context)).resolves.toBeDefined();
  });

  it('knows the region, the organization and the time', async () => {
    world = createWorld({ home: scope, organization: 'o-exampleorgid' });
    createRole(world, scope, { name: 'Target', trustPolicy: trustAccount });
    const user = createUser(world, scope, {
      name: 'u',
      policies: {
        p: statement('Allow', 'iam:GetRole', '*', {
          StringEquals: {
            'aws:RequestedRegion': 'eu-central-1',
            'aws:PrincipalOrgID': 'o-exampleorgid',
          },
          Bool: { 'aws:SecureTransport': 'true' },
          DateGreaterThan: { 'aws:CurrentTime': '2020-01-01T00:00:00Z' },
        }),
      },
    });
    await expect(getRole(userCaller(user))).resolves.toBeDefined();
  });

  it('sees a changed policy at the next call', async () => {
    const role = createRole(world, scope, { name: 'Late', trustPolicy: trustAccount });
    await expect(getRole(sessionOf(role, 's'))).rejects.toMatchObject({ code: 'AccessDenied' });
    putRolePolicy(world, scope, 'Late', 'p', statement('Allow', 'iam:GetRole'));
    await expect(getRole(sessionOf(role, 's'))).resolves.toBeDefined();
  });

  it('writes down who asked what of which resource, and which statement answered', async () => {
    const user = createUser(world, scope, {
      name: 'u',
      policies: { p: statement('Allow', 'iam:GetRole') },
    });
    await getRole(userCaller(user));
    await refusal(callAs(world, scope, userCaller(user), 'iam', 'ListRoles', {}));
    expect(world.ledger.entries).toMatchObject([
      {
        principal: user.arn,
        service: 'iam',
        operation: 'GetRole',
        internal: true,
        checks: [
          {
            action: 'iam:GetRole',
            resource: 'arn:aws:iam::111122223333:role/Target',
            decision: 'Allow',
            statements: [{ policy: 'identity', index: 0 }],
          },
        ],
      },
      { operation: 'ListRoles', error: 'AccessDenied', checks: [{ decision: 'ImplicitDeny' }] },
    ]);
  });

  it('answers operations that nobody wrote with an error, and writes that down too', async () => {
    const root = rootCaller(scope);
    await expect(
      callAs(world, scope, root, 'iam', 'CreateInstanceProfile', { InstanceProfileName: 'x' }),
    ).rejects.toMatchObject({ code: 'NotImplemented', status: 501 });
    expect(world.ledger.entries.at(-1)).toMatchObject({ error: 'NotImplemented' });
  });
});

describe('an operation that is mapped to no IAM action', () => {
  const call = (caller: Caller): Call => ({
    service: 's3',
    operation: 'Invented',
    input: {},
    caller,
    scope,
    world,
    requestId: 'r-1',
    secureTransport: true,
    headers: {},
  });
  const check = (action: string) => ({
    action,
    resource: 'arn:aws:s3:::b',
    resourceAccount: scope.account,
  });

  it('is denied, even to root', async () => {
    const { denied } = await authorize(call(rootCaller(scope)), []);
    expect(denied).toMatchObject({ code: 'AccessDenied' });
  });

  it.each(['s3:HeadObject', 's3:Nonsense', 'nowhere:GetIt', 's3'])(
    'is denied to root when the action is %s, which IAM does not have',
    async (action) => {
      const { denied, asked } = await authorize(call(rootCaller(scope)), [check(action)]);
      expect(denied).toMatchObject({ code: 'AccessDenied' });
      expect(asked).toMatchObject([{ action, decision: 'ImplicitDeny' }]);
    },
  );

  it('asks every question and stops at the first No', async () => {
    const root = call(rootCaller(scope));
    const all = [check('s3:GetObject'), check('s3:Nonsense'), check('s3:PutObject')];
    const { asked } = await authorize(root, all);
    expect(asked.map(({ decision }) => decision)).toEqual(['Allow', 'ImplicitDeny']);
    expect((await authorize(root, [check('s3:GetObject')])).denied).toBeUndefined();
  });

  it('open to everyone signed is not open to the anonymous', async () => {
    expect((await authorize(call(rootCaller(scope)), anyoneSigned)).denied).toBeUndefined();
    expect((await authorize(call({ kind: 'anonymous' }), anyoneSigned)).denied).toBeDefined();
  });
});
