import { defined } from '../../defined.ts';
import { createPolicy } from '../../services/iam/entities.ts';
import { iamOf, policyWithArn, roleNamed, userNamed } from '../../services/iam/state.ts';
import { policyText } from '../../services/iam/valid.ts';
import { anyObject, listOf, string } from '../properties.ts';
import { type ResourceContext, resourceKind } from '../resource-kind.ts';

interface Holders {
  readonly roles: readonly string[];
  readonly users: readonly string[];
}

function attach({ world, scope }: ResourceContext, arn: string, { roles, users }: Holders): void {
  const state = iamOf(world, scope);
  for (const name of roles) roleNamed(state, name).attached.add(arn);
  for (const name of users) userNamed(state, name).attached.add(arn);
}

function detach({ world, scope }: ResourceContext, arn: string, { roles, users }: Holders): void {
  const state = iamOf(world, scope);
  for (const name of roles) state.roles.get(name.toLowerCase())?.attached.delete(arn);
  for (const name of users) state.users.get(name.toLowerCase())?.attached.delete(arn);
}

/** `AWS::IAM::ManagedPolicy` */
export const iamManagedPolicy = resourceKind({
  read: (properties) => ({
    name: properties.optional('ManagedPolicyName', string),
    path: properties.optional('Path', string),
    description: properties.optional('Description', string),
    document: properties.required('PolicyDocument', anyObject),
    roles: properties.optional('Roles', listOf(string)) ?? [],
    users: properties.optional('Users', listOf(string)) ?? [],
  }),
  replacedBy: ['ManagedPolicyName', 'Path', 'Description'],
  create(context, { document, path, description, ...properties }) {
    const { world, scope, generatedName } = context;
    const name = properties.name ?? generatedName(128);
    const policy = { name, document, ...defined({ path, description }) };
    const { arn, id } = createPolicy(world, scope, policy);
    attach(context, arn, properties);
    return { ref: arn, attributes: { PolicyArn: arn, PolicyId: id } };
  },
  update(context, resource, properties, before) {
    const { world, scope } = context;
    const policy = policyWithArn(iamOf(world, scope), resource.ref);
    const document = policyText(properties.document, 'identity');
    const version = `v${policy.versions.size + 1}`;
    policy.versions.set(version, { document, createdAt: world.clock.now() });
    policy.defaultVersion = version;
    detach(context, resource.ref, before);
    attach(context, resource.ref, properties);
    return resource;
  },
  delete(context, { ref }, properties) {
    detach(context, ref, properties);
    iamOf(context.world, context.scope).policies.delete(ref);
  },
});
