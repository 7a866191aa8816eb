import { AwsError } from '../../service.ts';
import type { Scope, World } from '../../world.ts';
import {
  type IamEntity,
  type IamGroup,
  type IamRole,
  type IamUser,
  iamOf,
  type ManagedPolicy,
  policyWithArn,
  roleNamed,
  type Tag,
  uniqueId,
  userNamed,
} from './state.ts';
import { checkName, checkPath, type PolicyInput, policyText } from './valid.ts';

interface Named {
  readonly name: string;
  /** `/` unless given. */
  readonly path?: string;
  /** Inline policies by name. */
  readonly policies?: Readonly<Record<string, PolicyInput>>;
  /** ARNs of managed policies. */
  readonly managedPolicies?: readonly string[];
}

export interface NewRole extends Named {
  readonly trustPolicy: PolicyInput;
  readonly description?: string;
  readonly maxSessionDuration?: number;
  readonly boundary?: string;
  readonly tags?: readonly Tag[];
  /** A fixed unique id (`AROA…`, 21 characters) for scenarios that print it. */
  readonly id?: string;
}

export interface NewUser extends Named {
  readonly boundary?: string;
  readonly groups?: readonly string[];
  readonly tags?: readonly Tag[];
  readonly id?: string;
}

const alreadyExists = (kind: string, name: string): AwsError =>
  new AwsError('EntityAlreadyExists', `${kind} with name ${name} already exists.`, 409);

function entity(
  world: World,
  scope: Scope,
  kind: 'role' | 'user' | 'group',
  { name, path = '/', policies = {}, managedPolicies = [] }: Named,
  id: string | undefined,
): IamEntity {
  const state = iamOf(world, scope);
  for (const arn of managedPolicies) policyWithArn(state, arn);
  const prefix = { role: 'AROA', user: 'AIDA', group: 'AGPA' }[kind];
  return {
    name,
    path,
    arn: `arn:${scope.partition}:iam::${scope.account}:${kind}${path}${name}`,
    id: id ?? uniqueId(prefix, scope, state, name),
    createdAt: world.clock.now(),
    inline: new Map(
      Object.entries(policies).map(([key, policy]) => [key, policyText(policy, 'identity')]),
    ),
    attached: new Set(managedPolicies),
  };
}

export function createRole(world: World, scope: Scope, role: NewRole): IamRole {
  checkName('role', role.name, 64);
  checkPath(role.path ?? '/');
  const { roles } = iamOf(world, scope);
  if (roles.has(role.name.toLowerCase())) throw alreadyExists('Role', role.name);
  if (role.boundary !== undefined) policyWithArn(iamOf(world, scope), role.boundary);
  const trustPolicy = policyText(role.trustPolicy, 'trust');
  const created: IamRole = {
    ...entity(world, scope, 'role', role, role.id),
    trustPolicy,
    maxSessionDuration: role.maxSessionDuration ?? 3600,
    tags: role.tags ?? [],
    ...(role.description !== undefined && { description: role.description }),
    ...(role.boundary !== undefined && { boundary: role.boundary }),
  };
  roles.set(role.name.toLowerCase(), created);
  announce(world, scope, created, 'discovered');
  return created;
}

export function createUser(world: World, scope: Scope, user: NewUser): IamUser {
  checkName('user', user.name, 64);
  checkPath(user.path ?? '/');
  const state = iamOf(world, scope);
  if (state.users.has(user.name.toLowerCase())) throw alreadyExists('User', user.name);
  if (user.boundary !== undefined) policyWithArn(state, user.boundary);
  const created: IamUser = {
    ...entity(world, scope, 'user', user, user.id),
    groups: new Set(user.groups ?? []),
    accessKeys: new Map(),
    tags: user.tags ?? [],
    ...(user.boundary !== undefined && { boundary: user.boundary }),
  };
  state.users.set(user.name.toLowerCase(), created);
  announce(world, scope, created, 'discovered');
  return created;
}

export function createGroup(world: World, scope: Scope, group: Named): IamGroup {
  checkName('group', group.name, 128);
  checkPath(group.path ?? '/');
  const { groups } = iamOf(world, scope);
  if (groups.has(group.name.toLowerCase())) throw alreadyExists('Group', group.name);
  const created = entity(world, scope, 'group', group, undefined);
  groups.set(group.name.toLowerCase(), created);
  return created;
}

export interface NewPolicy {
  readonly name: string;
  readonly path?: string;
  readonly document: PolicyInput;
  readonly description?: string;
  /** `aws`: an AWS managed policy, which every account can attach once it is seeded there. */
  readonly owner?: 'aws';
}

export function createPolicy(world: World, scope: Scope, policy: NewPolicy): ManagedPolicy {
  checkName('policy', policy.name, 128);
  checkPath(policy.path ?? '/');
  const state = iamOf(world, scope);
  const path = policy.path ?? '/';
  const arn = `arn:${scope.partition}:iam::${policy.owner ?? scope.account}:policy${path}${policy.name}`;
  if (state.policies.has(arn)) throw alreadyExists('Policy', policy.name);
  const createdAt = world.clock.now();
  const document = policyText(policy.document, 'identity');
  const created: ManagedPolicy = {
    name: policy.name,
    path,
    arn,
    id: uniqueId('ANPA', scope, state, policy.name),
    createdAt,
    versions: new Map([['v1', { document, createdAt }]]),
    defaultVersion: 'v1',
    ...(policy.description !== undefined && { description: policy.description }),
  };
  state.policies.set(arn, created);
  return created;
}

/** @throws AwsError `DeleteConflict` while policies are left. */
export function deleteRole(world: World, scope: Scope, name: string): void {
  const state = iamOf(world, scope);
  const role = roleNamed(state, name);
  if (role.inline.size > 0 || role.attached.size > 0) {
    throw new AwsError('DeleteConflict', 'Cannot delete entity, must delete policies first.', 409);
  }
  state.roles.delete(name.toLowerCase());
  announce(world, scope, role, 'deleted');
}

/** Gives a role or user an inline policy, or changes it. */
export function putInlinePolicy(
  world: World,
  scope: Scope,
  holder: IamEntity,
  name: string,
  policy: PolicyInput,
): void {
  checkName('policy', name, 128);
  holder.inline.set(name, policyText(policy, 'identity'));
  announce(world, scope, holder, 'changed');
}

export const putRolePolicy = (
  world: World,
  scope: Scope,
  role: string,
  name: string,
  policy: PolicyInput,
): void => putInlinePolicy(world, scope, roleNamed(iamOf(world, scope), role), name, policy);

export const putUserPolicy = (
  world: World,
  scope: Scope,
  user: string,
  name: string,
  policy: PolicyInput,
): void => putInlinePolicy(world, scope, userNamed(iamOf(world, scope), user), name, policy);

/** Tells AWS Config that a role or user was made, changed or deleted. */
export function announce(
  world: World,
  scope: Scope,
  { id, name, arn }: IamEntity,
  change: 'discovered' | 'changed' | 'deleted',
): void {
  const kind = /:iam::[^:]*:(?<kind>role|user)\//.exec(arn)?.groups?.kind;
  if (kind === undefined) return;
  const resourceType = kind === 'role' ? 'AWS::IAM::Role' : 'AWS::IAM::User';
  world.events.emit('resource-changed', {
    scope,
    resourceType,
    resourceId: id,
    resourceName: name,
    arn,
    change,
  });
}
