import {
  AddUserToGroupCommand,
  AttachGroupPolicyCommand,
  AttachUserPolicyCommand,
  CreateGroupCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  DeleteGroupCommand,
  DeleteGroupPolicyCommand,
  DeletePolicyVersionCommand,
  DeleteRolePermissionsBoundaryCommand,
  DetachGroupPolicyCommand,
  DetachUserPolicyCommand,
  GetGroupCommand,
  GetGroupPolicyCommand,
  GetRoleCommand,
  IAMClient,
  ListAttachedGroupPoliciesCommand,
  ListGroupPoliciesCommand,
  ListGroupsCommand,
  ListPoliciesCommand,
  PutGroupPolicyCommand,
  PutRolePermissionsBoundaryCommand,
  PutUserPermissionsBoundaryCommand,
  RemoveUserFromGroupCommand,
  SetDefaultPolicyVersionCommand,
} from '@aws-sdk/client-iam';
import { ListBucketsCommand } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { LocalEvents } from '#infra/local/events.ts';
import { allow, startS3 } from './s3-callers.ts';

let s3: Awaited<ReturnType<typeof startS3>>;
let admin: IAMClient;
let changed: LocalEvents['resource-changed'][];
beforeEach(async () => {
  s3 = await startS3();
  admin = new IAMClient({ ...s3.aws.clientFor(s3.admin.arn), maxAttempts: 1 });
  changed = [];
  s3.world.events.on('resource-changed', (event) => {
    changed.push(event);
  });
});
afterEach(() => s3.aws.close());

const listing = JSON.stringify(allow('s3:ListAllMyBuckets'));
const nothing = JSON.stringify(allow('sts:GetCallerIdentity'));

async function may(client: { send(command: ListBucketsCommand): Promise<unknown> }) {
  return client.send(new ListBucketsCommand({})).then(
    () => true,
    () => false,
  );
}

async function createPolicy(PolicyName: string, PolicyDocument: string): Promise<string> {
  const { Policy } = await admin.send(new CreatePolicyCommand({ PolicyName, PolicyDocument }));
  return Policy?.Arn ?? '';
}

describe('a group', () => {
  it('gives its members what its policies allow, while they are members', async () => {
    const ann = s3.user('ann', allow('sts:GetCallerIdentity'));
    const named = { GroupName: 'listers' };
    const member = { ...named, UserName: 'ann' };
    await admin.send(new CreateGroupCommand(named));
    await admin.send(
      new PutGroupPolicyCommand({ ...named, PolicyName: 'list', PolicyDocument: listing }),
    );
    expect(await may(ann.client)).toBe(false);
    await admin.send(new AddUserToGroupCommand(member));
    expect(await may(ann.client)).toBe(true);
    const { Users } = await admin.send(new GetGroupCommand(named));
    expect(Users?.map(({ UserName }) => UserName)).toEqual(['ann']);
    await expect(admin.send(new DeleteGroupCommand(named))).rejects.toMatchObject({
      name: 'DeleteConflictException',
    });
    await admin.send(new RemoveUserFromGroupCommand(member));
    expect(await may(ann.client)).toBe(false);
    await s3.world.events.idle();
    const ofAnn = changed.filter(({ resourceId }) => resourceId === ann.id);
    expect(ofAnn.map(({ resourceType, change }) => [resourceType, change])).toEqual([
      ['AWS::IAM::User', 'discovered'],
      ['AWS::IAM::User', 'changed'],
      ['AWS::IAM::User', 'changed'],
    ]);
  });

  it('has inline and attached policies that come and go', async () => {
    const bob = s3.user('bob', allow('sts:GetCallerIdentity'));
    const named = { GroupName: 'listers' };
    await admin.send(new CreateGroupCommand(named));
    await admin.send(new AddUserToGroupCommand({ ...named, UserName: 'bob' }));
    const arn = await createPolicy('list', listing);
    await admin.send(new AttachGroupPolicyCommand({ ...named, PolicyArn: arn }));
    expect(await may(bob.client)).toBe(true);
    const { AttachedPolicies } = await admin.send(new ListAttachedGroupPoliciesCommand(named));
    expect(AttachedPolicies).toEqual([{ PolicyName: 'list', PolicyArn: arn }]);
    await admin.send(new DetachGroupPolicyCommand({ ...named, PolicyArn: arn }));
    expect(await may(bob.client)).toBe(false);
    const inline = { ...named, PolicyName: 'inline' };
    await admin.send(new PutGroupPolicyCommand({ ...inline, PolicyDocument: listing }));
    const { PolicyDocument = '' } = await admin.send(new GetGroupPolicyCommand(inline));
    expect(decodeURIComponent(PolicyDocument)).toBe(listing);
    await admin.send(new DeleteGroupPolicyCommand(inline));
    const { PolicyNames } = await admin.send(new ListGroupPoliciesCommand(named));
    expect(PolicyNames).toEqual([]);
    const { Groups } = await admin.send(new ListGroupsCommand({}));
    expect(Groups?.map(({ GroupName }) => GroupName)).toEqual(['listers']);
  });
});

describe('what is attached to a user or role over the wire', () => {
  it('allows from then on', async () => {
    const eve = s3.user('eve', allow('sts:GetCallerIdentity'));
    const named = { UserName: 'eve', PolicyArn: await createPolicy('list', listing) };
    await admin.send(new AttachUserPolicyCommand(named));
    expect(await may(eve.client)).toBe(true);
    const { Policies } = await admin.send(new ListPoliciesCommand({ Scope: 'Local' }));
    expect(Policies).toMatchObject([{ PolicyName: 'list', AttachmentCount: 1 }]);
    await admin.send(new DetachUserPolicyCommand(named));
    expect(await may(eve.client)).toBe(false);
  });

  it('is bounded by a permissions boundary', async () => {
    const role = s3.role('Bounded', allow('s3:*'));
    const PermissionsBoundary = await createPolicy('boundary', nothing);
    expect(await may(role.client)).toBe(true);
    await admin.send(
      new PutRolePermissionsBoundaryCommand({ RoleName: 'Bounded', PermissionsBoundary }),
    );
    expect(await may(role.client)).toBe(false);
    const { Role } = await admin.send(new GetRoleCommand({ RoleName: 'Bounded' }));
    expect(Role?.PermissionsBoundary?.PermissionsBoundaryArn).toBe(PermissionsBoundary);
    await admin.send(new DeleteRolePermissionsBoundaryCommand({ RoleName: 'Bounded' }));
    expect(await may(role.client)).toBe(true);
    const user = s3.user('bounded', allow('s3:*'));
    await admin.send(
      new PutUserPermissionsBoundaryCommand({ UserName: 'bounded', PermissionsBoundary }),
    );
    expect(await may(user.client)).toBe(false);
  });

  it('changes with the default version of a policy', async () => {
    const eve = s3.user('eve', allow('sts:GetCallerIdentity'));
    const PolicyArn = await createPolicy('changing', nothing);
    await admin.send(new AttachUserPolicyCommand({ UserName: 'eve', PolicyArn }));
    const second = await admin.send(
      new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument: listing }),
    );
    expect(second.PolicyVersion).toMatchObject({ VersionId: 'v2', IsDefaultVersion: false });
    expect(await may(eve.client)).toBe(false);
    await admin.send(new SetDefaultPolicyVersionCommand({ PolicyArn, VersionId: 'v2' }));
    expect(await may(eve.client)).toBe(true);
    await expect(
      admin.send(new DeletePolicyVersionCommand({ PolicyArn, VersionId: 'v2' })),
    ).rejects.toMatchObject({ name: 'DeleteConflictException' });
    await admin.send(new DeletePolicyVersionCommand({ PolicyArn, VersionId: 'v1' }));
  });
});
