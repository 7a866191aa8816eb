import {
  AttachRolePolicyCommand,
  CreateAccessKeyCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  CreateServiceLinkedRoleCommand,
  CreateUserCommand,
  DeletePolicyCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  GetAccountAuthorizationDetailsCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  GetUserCommand,
  GetUserPolicyCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  ListAttachedUserPoliciesCommand,
  ListGroupsForUserCommand,
  ListPolicyVersionsCommand,
  ListRolePoliciesCommand,
  ListRolesCommand,
  ListUserPoliciesCommand,
  ListUsersCommand,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
  paginateGetAccountAuthorizationDetails,
  paginateListRoles,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { LocalEvents } from '#infra/local/events.ts';
import { LocalAws } from '#infra/local/local-aws.ts';
import { createGroup, createPolicy, createRole } from '#infra/local/services/iam/entities.ts';

const home = { partition: 'aws', account: '111122223333', region: 'us-east-1' };
const trust = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
  ],
});
const read = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::b/*' }],
});
const decoded = (text: string | undefined) => decodeURIComponent(text ?? '');

let aws: LocalAws;
let iam: IAMClient;
beforeEach(async () => {
  aws = await LocalAws.start({ home });
  iam = new IAMClient({ ...aws.clientFor('arn:aws:iam::111122223333:root'), maxAttempts: 1 });
});
afterEach(async () => {
  iam.destroy();
  await aws.close();
});

describe('roles of IAM', () => {
  it('are found again as they were made', async () => {
    const { Role } = await iam.send(
      new CreateRoleCommand({
        RoleName: 'Evaluator',
        Path: '/guard/',
        AssumeRolePolicyDocument: trust,
        Description: 'reads <configuration> & nothing else',
        MaxSessionDuration: 7200,
        Tags: [{ Key: 'team', Value: 'speech & quality' }],
      }),
    );
    expect(Role?.RoleId).toMatch(/^AROA[A-Z2-7]{17}$/);
    const found = await iam.send(new GetRoleCommand({ RoleName: 'evaluator' }));
    expect(found.Role).toEqual(Role);
    expect(found.Role).toMatchObject({
      Arn: 'arn:aws:iam::111122223333:role/guard/Evaluator',
      MaxSessionDuration: 7200,
      Description: 'reads <configuration> & nothing else',
      Tags: [{ Key: 'team', Value: 'speech & quality' }],
    });
    expect(decoded(found.Role?.AssumeRolePolicyDocument)).toBe(trust);
  });

  it('get another id when they are made again', async () => {
    const create = () =>
      iam.send(new CreateRoleCommand({ RoleName: 'R', AssumeRolePolicyDocument: trust }));
    const first = await create();
    await expect(create()).rejects.toMatchObject({ name: 'EntityAlreadyExistsException' });
    await iam.send(new DeleteRoleCommand({ RoleName: 'R' }));
    const second = await create();
    expect(second.Role?.Arn).toBe(first.Role?.Arn);
    expect(second.Role?.RoleId).not.toBe(first.Role?.RoleId);
  });

  it.each([
    ['no JSON', '{"Version"', 'MalformedPolicyDocumentException'],
    ['a statement without principal', read, 'MalformedPolicyDocumentException'],
    [
      'a member twice',
      '{"Version":"2012-10-17","Version":"2012-10-17","Statement":[]}',
      'MalformedPolicyDocumentException',
    ],
  ])('refuse a trust policy that is %s', async (_, document, name) => {
    await expect(
      iam.send(new CreateRoleCommand({ RoleName: 'R', AssumeRolePolicyDocument: document })),
    ).rejects.toMatchObject({ name });
    await expect(iam.send(new GetRoleCommand({ RoleName: 'R' }))).rejects.toMatchObject({
      name: 'NoSuchEntityException',
    });
  });

  it.each(['', 'has space', 'x'.repeat(65), 'slash/y'])('refuse the name %j', async (RoleName) => {
    await expect(
      iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust })),
    ).rejects.toMatchObject({ name: 'ValidationError' });
  });

  it('come by path and in pages', async () => {
    for (let index = 0; index < 5; index += 1) {
      createRole(aws.world, home, { name: `P${index}`, path: '/people/', trustPolicy: trust });
    }
    createRole(aws.world, home, { name: 'Other', trustPolicy: trust });
    const names: (string | undefined)[] = [];
    let pages = 0;
    for await (const page of paginateListRoles(
      { client: iam, pageSize: 2 },
      { PathPrefix: '/people/' },
    )) {
      pages += 1;
      names.push(...(page.Roles ?? []).map(({ RoleName }) => RoleName));
    }
    expect({ pages, names }).toEqual({ pages: 3, names: ['P0', 'P1', 'P2', 'P3', 'P4'] });
    await expect(iam.send(new ListRolesCommand({ MaxItems: 1001 }))).rejects.toMatchObject({
      name: 'ValidationError',
    });
    await expect(iam.send(new ListRolesCommand({ Marker: 'made up' }))).rejects.toMatchObject({
      name: 'ValidationError',
    });
  });

  it('keep inline policies by name', async () => {
    createRole(aws.world, home, { name: 'R', trustPolicy: trust });
    const policy = { RoleName: 'R', PolicyName: 'read' };
    await iam.send(new PutRolePolicyCommand({ ...policy, PolicyDocument: read }));
    const found = await iam.send(new GetRolePolicyCommand(policy));
    expect(found.PolicyDocument).toMatch(/^%7B%22Version%22/);
    expect(decoded(found.PolicyDocument)).toBe(read);
    expect(await iam.send(new ListRolePoliciesCommand({ RoleName: 'R' }))).toMatchObject({
      PolicyNames: ['read'],
      IsTruncated: false,
    });
    await expect(iam.send(new DeleteRoleCommand({ RoleName: 'R' }))).rejects.toMatchObject({
      name: 'DeleteConflictException',
    });
    await iam.send(new DeleteRolePolicyCommand(policy));
    await expect(iam.send(new GetRolePolicyCommand(policy))).rejects.toMatchObject({
      name: 'NoSuchEntityException',
    });
    await expect(
      iam.send(new PutRolePolicyCommand({ ...policy, PolicyDocument: trust })),
    ).rejects.toMatchObject({ name: 'MalformedPolicyDocumentException' });
  });

  it('attach and detach managed policies', async () => {
    createRole(aws.world, home, { name: 'R', trustPolicy: trust });
    const { Policy } = await iam.send(
      new CreatePolicyCommand({ PolicyName: 'Read', Path: '/guard/', PolicyDocument: read }),
    );
    const arn = 'arn:aws:iam::111122223333:policy/guard/Read';
    expect(Policy?.Arn).toBe(arn);
    const attachment = { RoleName: 'R', PolicyArn: arn };
    await iam.send(new AttachRolePolicyCommand(attachment));
    expect(await iam.send(new ListAttachedRolePoliciesCommand({ RoleName: 'R' }))).toMatchObject({
      AttachedPolicies: [{ PolicyName: 'Read', PolicyArn: arn }],
    });
    expect(await iam.send(new GetPolicyCommand({ PolicyArn: arn }))).toMatchObject({
      Policy: { AttachmentCount: 1, DefaultVersionId: 'v1' },
    });
    const { PolicyVersion } = await iam.send(
      new GetPolicyVersionCommand({ PolicyArn: arn, VersionId: 'v1' }),
    );
    expect(decoded(PolicyVersion?.Document)).toBe(read);
    expect(await iam.send(new ListPolicyVersionsCommand({ PolicyArn: arn }))).toMatchObject({
      Versions: [{ VersionId: 'v1', IsDefaultVersion: true }],
    });
    const remove = new DeletePolicyCommand({ PolicyArn: arn });
    await expect(iam.send(remove)).rejects.toMatchObject({ name: 'DeleteConflictException' });
    await iam.send(new DetachRolePolicyCommand(attachment));
    await expect(iam.send(new DetachRolePolicyCommand(attachment))).rejects.toMatchObject({
      name: 'NoSuchEntityException',
    });
    await iam.send(remove);
  });

  it('say so when an AWS managed policy is asked for that nobody seeded', async () => {
    createRole(aws.world, home, { name: 'R', trustPolicy: trust });
    const attach = new AttachRolePolicyCommand({
      RoleName: 'R',
      PolicyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess',
    });
    await expect(iam.send(attach)).rejects.toThrow('no AWS managed policies');
    createPolicy(aws.world, home, { name: 'ReadOnlyAccess', owner: 'aws', document: read });
    await expect(iam.send(attach)).resolves.toBeDefined();
  });

  it('of services cannot be deleted by hand', async () => {
    const { Role } = await iam.send(
      new CreateServiceLinkedRoleCommand({
        AWSServiceName: 'connect.amazonaws.com',
        CustomSuffix: 'c4wHNk2XyTYDMjBUbyuI',
      }),
    );
    expect(Role).toMatchObject({
      RoleName: 'AWSServiceRoleForAmazonConnect_c4wHNk2XyTYDMjBUbyuI',
      Path: '/aws-service-role/connect.amazonaws.com/',
    });
    await expect(
      iam.send(new DeleteRoleCommand({ RoleName: Role?.RoleName ?? '' })),
    ).rejects.toMatchObject({ name: 'UnmodifiableEntityException' });
  });

  it('tell Config when they are made, changed and deleted', async () => {
    const seen: string[] = [];
    aws.world.events.on(
      'resource-changed',
      ({ resourceType, resourceId, change }: LocalEvents['resource-changed']) => {
        seen.push(`${resourceType} ${resourceId} ${change}`);
      },
    );
    const { Role } = await iam.send(
      new CreateRoleCommand({ RoleName: 'R', AssumeRolePolicyDocument: trust }),
    );
    await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: 'R', PolicyDocument: trust }));
    await iam.send(new DeleteRoleCommand({ RoleName: 'R' }));
    await aws.world.events.idle();
    expect(seen).toEqual(
      ['discovered', 'changed', 'deleted'].map(
        (change) => `AWS::IAM::Role ${Role?.RoleId} ${change}`,
      ),
    );
  });
});

describe('users of IAM', () => {
  it('have their own ids, policies and groups', async () => {
    const { User } = await iam.send(
      new CreateUserCommand({ UserName: 'scientist', Path: '/data/' }),
    );
    expect(User?.UserId).toMatch(/^AIDA[A-Z2-7]{17}$/);
    await iam.send(
      new PutUserPolicyCommand({ UserName: 'scientist', PolicyName: 'p', PolicyDocument: read }),
    );
    const policy = await iam.send(
      new GetUserPolicyCommand({ UserName: 'scientist', PolicyName: 'p' }),
    );
    expect(decoded(policy.PolicyDocument)).toBe(read);
    const named = { UserName: 'scientist' };
    expect(await iam.send(new ListUserPoliciesCommand(named))).toMatchObject({
      PolicyNames: ['p'],
    });
    expect(await iam.send(new ListAttachedUserPoliciesCommand(named))).toMatchObject({
      AttachedPolicies: [],
    });
    expect(await iam.send(new ListGroupsForUserCommand(named))).toMatchObject({ Groups: [] });
    expect(await iam.send(new ListUsersCommand({ PathPrefix: '/data/' }))).toMatchObject({
      Users: [{ UserName: 'scientist', UserId: User?.UserId }],
    });
  });

  it('sign with the keys that they are given, and ask about themselves without a name', async () => {
    await iam.send(new CreateUserCommand({ UserName: 'self' }));
    await iam.send(
      new PutUserPolicyCommand({
        UserName: 'self',
        PolicyName: 'p',
        PolicyDocument: JSON.stringify({
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Action: 'iam:GetUser',
              Resource: 'arn:aws:iam::*:user/${aws:username}',
            },
          ],
        }),
      }),
    );
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: 'self' }));
    const own = new IAMClient({
      endpoint: aws.endpoint,
      region: home.region,
      credentials: {
        accessKeyId: AccessKey?.AccessKeyId ?? '',
        secretAccessKey: AccessKey?.SecretAccessKey ?? '',
      },
    });
    expect(await own.send(new GetUserCommand({}))).toMatchObject({ User: { UserName: 'self' } });
    await expect(own.send(new GetUserCommand({ UserName: 'other' }))).rejects.toMatchObject({
      name: 'AccessDenied',
    });
  });
});

describe('the account’s authorization details', () => {
  it('hold everything, in pages', async () => {
    const role = createRole(aws.world, home, {
      name: 'R',
      trustPolicy: trust,
      policies: { read },
    });
    createPolicy(aws.world, home, { name: 'Read', document: read });
    createGroup(aws.world, home, { name: 'G' });
    await iam.send(new CreateUserCommand({ UserName: 'u' }));
    const found: string[] = [];
    for await (const page of paginateGetAccountAuthorizationDetails(
      { client: iam, pageSize: 1 },
      {},
    )) {
      found.push(
        ...(page.UserDetailList ?? []).map(({ UserName }) => `user ${UserName}`),
        ...(page.GroupDetailList ?? []).map(({ GroupName }) => `group ${GroupName}`),
        ...(page.RoleDetailList ?? []).map(({ RoleId }) => `role ${RoleId}`),
        ...(page.Policies ?? []).map(({ PolicyName }) => `policy ${PolicyName}`),
      );
    }
    expect(found).toEqual(['user u', 'group G', `role ${role.id}`, 'policy Read']);
    const roles = await iam.send(new GetAccountAuthorizationDetailsCommand({ Filter: ['Role'] }));
    expect(roles).toMatchObject({ UserDetailList: [], Policies: [] });
    expect(decoded(roles.RoleDetailList?.[0]?.RolePolicyList?.[0]?.PolicyDocument)).toBe(read);
  });
});
