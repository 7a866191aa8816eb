import { defined } from '../../defined.ts';
import { announce, createRole } from '../../services/iam/entities.ts';
import { type IamRole, iamOf, policyWithArn, roleNamed } from '../../services/iam/state.ts';
import { policyText } from '../../services/iam/valid.ts';
import type { DeployedResource } from '../intrinsics.ts';
import { anyObject, listOf, number, object, string, tags } from '../properties.ts';
import { resourceKind } from '../resource-kind.ts';

const deployed = (role: IamRole): DeployedResource => ({
  ref: role.name,
  attributes: { Arn: role.arn, RoleId: role.id },
});

/** `AWS::IAM::Role` */
export const iamRole = resourceKind({
  read: (properties) => ({
    name: properties.optional('RoleName', string),
    path: properties.optional('Path', string),
    trust: properties.required('AssumeRolePolicyDocument', anyObject),
    description: properties.optional('Description', string),
    maxSessionDuration: properties.optional('MaxSessionDuration', number),
    boundary: properties.optional('PermissionsBoundary', string),
    managedPolicies: properties.optional('ManagedPolicyArns', listOf(string)),
    policies: Object.fromEntries(
      (
        properties.optional(
          'Policies',
          listOf(
            object((policy) => ({
              name: policy.required('PolicyName', string),
              document: policy.required('PolicyDocument', anyObject),
            })),
          ),
        ) ?? []
      ).map(({ name, document }) => [name, document]),
    ),
    tags: properties.optional('Tags', tags),
  }),
  replacedBy: ['RoleName', 'Path'],
  create({ world, scope, generatedName }, { trust, ...properties }) {
    const name = properties.name ?? generatedName(64);
    return deployed(createRole(world, scope, { ...defined(properties), name, trustPolicy: trust }));
  },
  update({ world, scope }, { ref }, properties, before) {
    const state = iamOf(world, scope);
    const { inline, attached, ...role } = roleNamed(state, ref);
    const { boundary: _, description: __, ...rest } = role;
    for (const arn of properties.managedPolicies ?? []) policyWithArn(state, arn);
    const texts = Object.entries(properties.policies).map(
      ([name, document]) => [name, policyText(document, 'identity')] as const,
    );
    const trustPolicy = policyText(properties.trust, 'trust');
    for (const name of Object.keys(before.policies)) inline.delete(name);
    for (const [name, text] of texts) inline.set(name, text);
    for (const arn of before.managedPolicies ?? []) attached.delete(arn);
    for (const arn of properties.managedPolicies ?? []) attached.add(arn);
    const changed: IamRole = {
      ...rest,
      ...defined({ boundary: properties.boundary, description: properties.description }),
      inline,
      attached,
      trustPolicy,
      maxSessionDuration: properties.maxSessionDuration ?? 3600,
      tags: properties.tags ?? [],
    };
    state.roles.set(ref.toLowerCase(), changed);
    announce(world, scope, changed, 'changed');
    return deployed(changed);
  },
  delete({ world, scope }, { ref }) {
    const { roles } = iamOf(world, scope);
    const role = roles.get(ref.toLowerCase());
    if (role === undefined) return;
    roles.delete(ref.toLowerCase());
    announce(world, scope, role, 'deleted');
  },
});
