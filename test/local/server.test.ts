import { GetRoleCommand, IAMClient, ListRolesCommand } from '@aws-sdk/client-iam';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { issueCredentials } from '#infra/local/credentials.ts';
import { type RunningServer, startServer } from '#infra/local/server.ts';
import {
  createRole,
  createUser,
  rootCaller,
  userCaller,
} from '#infra/local/services/iam/entities.ts';
import { createWorld } from '#infra/local/world.ts';

const scope = { partition: 'aws', account: '111122223333', region: 'eu-central-1' };
const world = createWorld({ home: scope });
const allow = (Action: string | string[], Resource = '*') => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action, Resource }],
});
const trust = (AWS: string) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS }, Action: 'sts:AssumeRole' }],
});

let server: RunningServer;
beforeAll(async () => {
  server = await startServer(world);
});
afterAll(() => server.close());

const clientOptions = (credentials: { accessKeyId: string; secretAccessKey: string }) => ({
  endpoint: server.endpoint,
  region: scope.region,
  credentials,
  maxAttempts: 1,
});

describe('the embedded AWS over HTTP', () => {
  it('tells a user who it is', async () => {
    const user = createUser(world, scope, { name: 'scientist' });
    const sts = new STSClient(clientOptions(issueCredentials(world, userCaller(user))));
    const identity = await sts.send(new GetCallerIdentityCommand({}));
    expect(identity).toMatchObject({ UserId: user.id, Account: scope.account, Arn: user.arn });
  });

  it('lets a trusted user assume a role, and the role do what its policies allow', async () => {
    const user = createUser(world, scope, {
      name: 'operator',
      policies: { assume: allow('sts:AssumeRole') },
    });
    const role = createRole(world, scope, {
      name: 'Auditor',
      path: '/audit/',
      trustPolicy: trust(user.arn),
      policies: { read: allow(['iam:GetRole', 'iam:ListRoles']) },
    });
    const sts = new STSClient(clientOptions(issueCredentials(world, userCaller(user))));
    const { Credentials } = await sts.send(
      new AssumeRoleCommand({ RoleArn: role.arn, RoleSessionName: 'look' }),
    );
    const iam = new IAMClient(
      clientOptions({
        accessKeyId: Credentials?.AccessKeyId ?? '',
        secretAccessKey: Credentials?.SecretAccessKey ?? '',
        ...{ sessionToken: Credentials?.SessionToken },
      }),
    );
    const { Role } = await iam.send(new GetRoleCommand({ RoleName: 'Auditor' }));
    expect(Role).toMatchObject({ RoleId: role.id, Arn: role.arn, Path: '/audit/' });
    expect(JSON.parse(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? ''))).toEqual(
      trust(user.arn),
    );
    const { Roles } = await iam.send(new ListRolesCommand({ PathPrefix: '/audit/' }));
    expect(Roles?.map(({ RoleName }) => RoleName)).toEqual(['Auditor']);
  });

  it('answers NoSuchEntity as the exception of that name', async () => {
    const iam = new IAMClient(clientOptions(issueCredentials(world, rootCaller(scope))));
    await expect(iam.send(new GetRoleCommand({ RoleName: 'Nobody' }))).rejects.toMatchObject({
      name: 'NoSuchEntityException',
      $metadata: { httpStatusCode: 404 },
    });
  });
});
