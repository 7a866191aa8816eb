import { putInlinePolicy } from '../../services/iam/entities.ts';
import {
  groupNamed,
  type IamEntity,
  iamOf,
  roleNamed,
  userNamed,
} from '../../services/iam/state.ts';
import { anyObject, listOf, string } from '../properties.ts';
import { type ResourceContext, resourceKind } from '../resource-kind.ts';

interface InlinePolicy {
  readonly name: string;
  readonly document: object;
  readonly roles: readonly string[];
  readonly users: readonly string[];
  readonly groups: readonly string[];
}

function holders({ world, scope }: ResourceContext, policy: InlinePolicy): IamEntity[] {
  const state = iamOf(world, scope);
  return [
    ...policy.roles.map((name) => roleNamed(state, name)),
    ...policy.users.map((name) => userNamed(state, name)),
    ...policy.groups.map((name) => groupNamed(state, name)),
  ];
}

function attach(context: ResourceContext, policy: InlinePolicy): void {
  const { world, scope } = context;
  for (const holder of holders(context, policy)) {
    putInlinePolicy(world, scope, holder, policy.name, policy.document);
  }
}

/** Holders that are gone have taken the policy with them. */
function detach({ world, scope }: ResourceContext, policy: InlinePolicy): void {
  const { roles, users, groups } = iamOf(world, scope);
  for (const name of policy.roles) roles.get(name.toLowerCase())?.inline.delete(policy.name);
  for (const name of policy.users) users.get(name.toLowerCase())?.inline.delete(policy.name);
  for (const name of policy.groups) groups.get(name.toLowerCase())?.inline.delete(policy.name);
}

/** `AWS::IAM::Policy`: an inline policy of the roles, users and groups that it names. */
export const iamPolicy = resourceKind({
  read: (properties): InlinePolicy => ({
    name: properties.required('PolicyName', string),
    document: properties.required('PolicyDocument', anyObject),
    roles: properties.optional('Roles', listOf(string)) ?? [],
    users: properties.optional('Users', listOf(string)) ?? [],
    groups: properties.optional('Groups', listOf(string)) ?? [],
  }),
  replacedBy: [],
  create(context, policy) {
    attach(context, policy);
    return { ref: policy.name, attributes: { Id: policy.name } };
  },
  update(context, _, policy, before) {
    detach(context, before);
    attach(context, policy);
    return { ref: policy.name, attributes: { Id: policy.name } };
  },
  delete: (context, _, policy) => detach(context, policy),
});
