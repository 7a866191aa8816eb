import { createHash } from 'node:crypto';
import { AwsError } from '../../service.ts';
import type { Scope, StateSlot, World } from '../../world.ts';

export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

/** What roles, users and groups have in common. */
export interface IamEntity {
  readonly name: string;
  readonly path: string;
  readonly arn: string;
  /** `AROA…`, `AIDA…`, `AGPA…`: another one when it is deleted and made again. */
  readonly id: string;
  readonly createdAt: Date;
  /** Inline policies by name: their text. */
  readonly inline: Map<string, string>;
  /** ARNs of managed policies. */
  readonly attached: Set<string>;
}

export interface IamRole extends IamEntity {
  trustPolicy: string;
  readonly description?: string;
  readonly maxSessionDuration: number;
  /** The ARN of a managed policy. */
  boundary?: string;
  readonly tags: readonly Tag[];
}

export interface IamUser extends IamEntity {
  /** The ARN of a managed policy. */
  boundary?: string;
  readonly groups: Set<string>;
  readonly accessKeys: Map<string, { readonly createdAt: Date }>;
  readonly tags: readonly Tag[];
}

export type IamGroup = IamEntity;

export interface ManagedPolicy {
  readonly name: string;
  readonly path: string;
  readonly arn: string;
  readonly id: string;
  readonly createdAt: Date;
  readonly description?: string;
  /** By version id (`v1`); the newest is last. */
  readonly versions: Map<string, { readonly document: string; readonly createdAt: Date }>;
  defaultVersion: string;
  /** The highest number that a version ever had; absent while that is the highest there is. */
  lastVersion?: number;
}

export interface IamState {
  /** By name in lower case: IAM's names are unique without regard to case. */
  readonly roles: Map<string, IamRole>;
  readonly users: Map<string, IamUser>;
  readonly groups: Map<string, IamGroup>;
  /** By ARN. */
  readonly policies: Map<string, ManagedPolicy>;
  /** Counts what was made, so that nothing gets an id twice. */
  made: number;
}

export const iamSlot: StateSlot<IamState> = {
  name: 'iam',
  span: 'account',
  create: () => ({
    roles: new Map(),
    users: new Map(),
    groups: new Map(),
    policies: new Map(),
    made: 0,
  }),
};

export const iamOf = (world: World, scope: Scope): IamState => world.state(iamSlot, scope);

/** The IAM of the account that an ARN belongs to. */
export function iamOfArn(world: World, arn: string): IamState {
  const [, partition = '', , , account = ''] = arn.split(':');
  return iamOf(world, { partition, account, region: '' });
}

const base32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** A unique id of 21 characters: the same in every run, another for each thing that is made. */
export function uniqueId(prefix: string, scope: Scope, state: IamState, name: string): string {
  state.made += 1;
  const seed = `${prefix}|${scope.partition}|${scope.account}|${name}|${state.made}`;
  const digest = createHash('sha256').update(seed).digest();
  return prefix + [...digest.subarray(0, 17)].map((byte) => base32[byte % 32]).join('');
}

const noSuch = (kind: string, name: string): AwsError =>
  new AwsError('NoSuchEntity', `The ${kind} with name ${name} cannot be found.`, 404);

export function roleNamed(state: IamState, name: string): IamRole {
  const role = state.roles.get(name.toLowerCase());
  if (!role) throw noSuch('role', name);
  return role;
}

export function userNamed(state: IamState, name: string): IamUser {
  const user = state.users.get(name.toLowerCase());
  if (!user) throw noSuch('user', name);
  return user;
}

export function groupNamed(state: IamState, name: string): IamGroup {
  const group = state.groups.get(name.toLowerCase());
  if (!group) throw noSuch('group', name);
  return group;
}

export function policyWithArn(state: IamState, arn: string): ManagedPolicy {
  const policy = state.policies.get(arn);
  if (policy) return policy;
  const foreign = arn.includes(':iam::aws:')
    ? ' The embedded AWS has no AWS managed policies.'
    : '';
  throw new AwsError(
    'NoSuchEntity',
    `Policy ${arn} does not exist or is not attachable.${foreign}`,
    404,
  );
}

/** @throws AwsError `NoSuchEntity` when a managed policy has lost its default version. */
export function defaultDocument(policy: ManagedPolicy): string {
  const version = policy.versions.get(policy.defaultVersion);
  if (version) return version.document;
  throw new AwsError('NoSuchEntity', `Policy ${policy.arn} has no default version`, 404);
}
