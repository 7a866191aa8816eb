import { encoded } from '../../services/iam/holder-policies.ts';
import {
  type IamEntity,
  type IamRole,
  type IamState,
  type IamUser,
  iamOf,
} from '../../services/iam/state.ts';
import { gone } from '../configuration-item.ts';
import type { RecordResource } from './index.ts';

const inline = ({ inline: policies }: IamEntity) =>
  [...policies].map(([policyName, text]) => ({ policyName, policyDocument: encoded(text) }));

const common = (state: IamState, entity: IamRole | IamUser) => ({
  path: entity.path,
  arn: entity.arn,
  createDate: entity.createdAt.toISOString(),
  attachedManagedPolicies: [...entity.attached].map((arn) => ({
    policyArn: arn,
    policyName: state.policies.get(arn)?.name ?? '',
  })),
  permissionsBoundary:
    entity.boundary === undefined
      ? null
      : {
          permissionsBoundaryType: 'PermissionsBoundaryPolicy',
          permissionsBoundaryArn: entity.boundary,
        },
  tags: entity.tags.map(({ Key, Value }) => ({ key: Key, value: Value })),
});

const recorded = (entity: IamRole | IamUser, configuration: object) => ({
  created: entity.createdAt,
  tags: Object.fromEntries(entity.tags.map(({ Key, Value }) => [Key, Value])),
  configuration,
  supplementary: {},
  refused: [],
});

/** `AWS::IAM::Role`: found by its unique id, as everything of IAM in AWS Config. */
export const recordRole: RecordResource = async (world, scope, { resourceId }) => {
  const state = iamOf(world, scope);
  const role = [...state.roles.values()].find(({ id }) => id === resourceId);
  if (!role) return gone;
  return recorded(role, {
    ...common(state, role),
    roleName: role.name,
    roleId: role.id,
    assumeRolePolicyDocument: encoded(role.trustPolicy),
    instanceProfileList: [],
    rolePolicyList: inline(role),
  });
};

/** `AWS::IAM::User`. */
export const recordUser: RecordResource = async (world, scope, { resourceId }) => {
  const state = iamOf(world, scope);
  const user = [...state.users.values()].find(({ id }) => id === resourceId);
  if (!user) return gone;
  return recorded(user, {
    ...common(state, user),
    userName: user.name,
    userId: user.id,
    userPolicyList: inline(user),
    groupList: [...user.groups],
  });
};
