import { GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { callAs } from '#infra/local/call-as.ts';
import { LocalAws } from '#infra/local/local-aws.ts';
import { createRole, createUser } from '#infra/local/services/iam/entities.ts';
import { sessionOf } from './session.ts';

const home = { partition: 'aws', account: '111122223333', region: 'eu-central-1' };
const other = { ...home, account: '444455556666' };
const allow = (Action: string) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action, Resource: '*' }],
});
const trust = (Principal: object, Condition?: object) => ({
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal, Action: 'sts:AssumeRole', ...(Condition && { Condition }) },
  ],
});
const role = (name: string, account = home.account) => `arn:aws:iam::${account}:role/${name}`;

let aws: LocalAws;
beforeAll(async () => {
  aws = await LocalAws.start({ home });
  const { world } = aws;
  createUser(world, home, { name: 'may', policies: { p: allow('sts:AssumeRole') } });
  createUser(world, home, { name: 'plain' });
  createUser(world, other, { name: 'stranger', policies: { p: allow('sts:AssumeRole') } });
  createUser(world, other, { name: 'idle' });
  createRole(world, home, {
    name: 'Account',
    trustPolicy: trust({ AWS: 'arn:aws:iam::111122223333:root' }),
    policies: { p: allow('iam:GetRole') },
  });
  createRole(world, home, {
    name: 'ByName',
    trustPolicy: trust({ AWS: 'arn:aws:iam::111122223333:user/plain' }),
  });
  createRole(world, home, {
    name: 'External',
    trustPolicy: trust(
      { AWS: 'arn:aws:iam::444455556666:root' },
      { StringEquals: { 'sts:ExternalId': 'agreed' } },
    ),
  });
  createRole(world, home, {
    name: 'ForConfig',
    trustPolicy: trust(
      { Service: 'config.amazonaws.com' },
      { StringEquals: { 'aws:SourceAccount': home.account } },
    ),
  });
});
afterAll(() => aws.close());

const stsAs = (arn: string) => new STSClient({ ...aws.clientFor(arn), maxAttempts: 1 });
const user = (name: string, account = home.account) => `arn:aws:iam::${account}:user/${name}`;
const assume = (who: string, RoleArn: string, more: object = {}) =>
  stsAs(who).send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'jane', ...more }));
const denied = {
  name: 'AccessDenied',
  $metadata: expect.objectContaining({ httpStatusCode: 403 }),
};

describe('assuming a role', () => {
  it('takes an own policy where the trust policy names the account', async () => {
    await expect(assume(user('plain'), role('Account'))).rejects.toMatchObject(denied);
    const { AssumedRoleUser, Credentials } = await assume(user('may'), role('Account'));
    expect(AssumedRoleUser).toEqual({
      AssumedRoleId: expect.stringMatching(/^AROA[A-Z2-7]{17}:jane$/),
      Arn: 'arn:aws:sts::111122223333:assumed-role/Account/jane',
    });
    expect(Credentials?.AccessKeyId).toMatch(/^ASIA/);
    expect(Credentials?.Expiration).toBeInstanceOf(Date);
  });

  it('needs no own policy where the trust policy names the user', async () => {
    await expect(assume(user('plain'), role('ByName'))).resolves.toBeDefined();
    await expect(assume(user('may'), role('ByName'))).rejects.toMatchObject(denied);
  });

  it('needs both sides and the condition across accounts', async () => {
    const good = { ExternalId: 'agreed' };
    const who = user('stranger', other.account);
    await expect(assume(who, role('External'), good)).resolves.toBeDefined();
    await expect(assume(who, role('External'))).rejects.toMatchObject(denied);
    await expect(assume(who, role('External'), { ExternalId: 'wrong' })).rejects.toMatchObject(
      denied,
    );
    await expect(assume(user('idle', other.account), role('External'), good)).rejects.toMatchObject(
      denied,
    );
  });

  it('does not tell a role that is not there from one that does not trust', async () => {
    await expect(assume(user('plain'), role('Nowhere'))).rejects.toMatchObject(denied);
  });

  it('keeps the session to its session policy', async () => {
    const Policy = JSON.stringify(allow('s3:GetObject'));
    const iamWith = async (more: object) => {
      const { Credentials } = await assume(user('may'), role('Account'), more);
      return new IAMClient(sessionOf(aws, Credentials));
    };
    const get = new GetRoleCommand({ RoleName: 'Account' });
    await expect((await iamWith({})).send(get)).resolves.toBeDefined();
    await expect((await iamWith({ Policy })).send(get)).rejects.toMatchObject(denied);
  });

  it.each([
    [{ RoleArn: 'no arn' }, 'ValidationError'],
    [{ RoleSessionName: 'a b' }, 'ValidationError'],
    [{ DurationSeconds: 60 }, 'ValidationError'],
    [{ DurationSeconds: 43_200 }, 'ValidationError'],
    [{ Policy: '{}' }, 'MalformedPolicyDocumentException'],
  ])('refuses %j', async (fault, name) => {
    await expect(assume(user('may'), role('Account'), fault)).rejects.toMatchObject({ name });
  });

  it('is open to the services that the trust policy names, under its condition', async () => {
    const config = { kind: 'service', arn: 'config.amazonaws.com' } as const;
    const input = { RoleArn: role('ForConfig'), RoleSessionName: 'recorder' };
    const asked = (caller: { kind: 'service'; arn: string }, account: string) =>
      callAs(aws.world, home, caller, 'sts', 'AssumeRole', input, {
        'aws:SourceAccount': account,
      });
    await expect(asked(config, home.account)).resolves.toMatchObject({
      AssumedRoleUser: { Arn: 'arn:aws:sts::111122223333:assumed-role/ForConfig/recorder' },
    });
    await expect(asked(config, other.account)).rejects.toMatchObject({ code: 'AccessDenied' });
    const lambda = { kind: 'service', arn: 'lambda.amazonaws.com' } as const;
    await expect(asked(lambda, home.account)).rejects.toMatchObject({ code: 'AccessDenied' });
  });
});

describe('the caller’s identity', () => {
  it.each([
    [user('plain'), 'arn:aws:iam::111122223333:user/plain'],
    [role('Account'), 'arn:aws:sts::111122223333:assumed-role/Account/local'],
    ['arn:aws:iam::444455556666:root', 'arn:aws:iam::444455556666:root'],
  ])('of %s is %s and needs no permission', async (who, Arn) => {
    const identity = await stsAs(who).send(new GetCallerIdentityCommand({}));
    expect(identity).toMatchObject({ Arn, Account: Arn.split(':')[4] });
  });
});
