import type * as Iam from '@aws-sdk/client-iam';
import { AwsError, type Call, type Operation } from '../../service.ts';
import { onResource } from './access.ts';
import { createPolicy } from './entities.ts';
import { encoded } from './holder-policies.ts';
import { pageOf } from './pages.ts';
import { type IamState, iamOf, type ManagedPolicy, policyWithArn } from './state.ts';

interface ForPolicy {
  readonly PolicyArn: string | undefined;
}

export const onPolicy = (call: Call<ForPolicy>) => onResource(call, call.input.PolicyArn ?? '');

export const policyOf = ({ world, scope, input }: Call<ForPolicy>): ManagedPolicy =>
  policyWithArn(iamOf(world, scope), input.PolicyArn ?? '');

/** The roles, users and groups that a managed policy is attached to. */
export const attachmentsOf = (state: IamState, arn: string): number =>
  [...state.roles.values(), ...state.users.values(), ...state.groups.values()].filter(
    ({ attached }) => attached.has(arn),
  ).length;

const describe = (policy: ManagedPolicy, state: IamState): Iam.Policy => ({
  PolicyName: policy.name,
  PolicyId: policy.id,
  Arn: policy.arn,
  Path: policy.path,
  DefaultVersionId: policy.defaultVersion,
  AttachmentCount: attachmentsOf(state, policy.arn),
  IsAttachable: true,
  CreateDate: policy.createdAt,
  ...(policy.description !== undefined && { Description: policy.description }),
});

const getPolicy: Operation<Iam.GetPolicyRequest, Iam.GetPolicyResponse> = {
  access: onPolicy,
  run: (call) => ({ Policy: describe(policyOf(call), iamOf(call.world, call.scope)) }),
};

const getVersion: Operation<Iam.GetPolicyVersionRequest, Iam.GetPolicyVersionResponse> = {
  access: onPolicy,
  run(call) {
    const policy = policyOf(call);
    const id = call.input.VersionId ?? '';
    const version = policy.versions.get(id);
    if (!version) {
      throw new AwsError(
        'NoSuchEntity',
        `Policy ${policy.arn} version ${id} does not exist or is not attachable.`,
        404,
      );
    }
    return {
      PolicyVersion: {
        VersionId: id,
        Document: encoded(version.document),
        IsDefaultVersion: id === policy.defaultVersion,
        CreateDate: version.createdAt,
      },
    };
  },
};

const listVersions: Operation<Iam.ListPolicyVersionsRequest, Iam.ListPolicyVersionsResponse> = {
  access: onPolicy,
  run(call) {
    const policy = policyOf(call);
    const { items, ...page } = pageOf([...policy.versions].reverse(), call.input);
    return {
      Versions: items.map(([id, { createdAt }]) => ({
        VersionId: id,
        IsDefaultVersion: id === policy.defaultVersion,
        CreateDate: createdAt,
      })),
      ...page,
    };
  },
};

const create: Operation<Iam.CreatePolicyRequest, Iam.CreatePolicyResponse> = {
  access: (call) => {
    const { Path = '/', PolicyName } = call.input;
    const { partition, account } = call.scope;
    return onResource(call, `arn:${partition}:iam::${account}:policy${Path}${PolicyName}`);
  },
  run({ world, scope, input }) {
    const policy = createPolicy(world, scope, {
      name: input.PolicyName ?? '',
      document: input.PolicyDocument ?? '',
      ...(input.Path !== undefined && { path: input.Path }),
      ...(input.Description !== undefined && { description: input.Description }),
    });
    return { Policy: describe(policy, iamOf(world, scope)) };
  },
};

const remove: Operation<Iam.DeletePolicyRequest> = {
  access: onPolicy,
  run(call) {
    const policy = policyOf(call);
    const state = iamOf(call.world, call.scope);
    if (attachmentsOf(state, policy.arn) > 0) {
      throw new AwsError('DeleteConflict', 'Cannot delete a policy attached to entities.', 409);
    }
    state.policies.delete(policy.arn);
  },
};

const list: Operation<Iam.ListPoliciesRequest, Iam.ListPoliciesResponse> = {
  access: (call) =>
    onResource(call, `arn:${call.scope.partition}:iam::${call.scope.account}:policy/*`),
  run({ world, scope, input }) {
    const state = iamOf(world, scope);
    const { Scope: whose = 'All', OnlyAttached: only = false, PathPrefix: prefix = '/' } = input;
    const all = [...state.policies.values()].filter(
      ({ arn, path }) =>
        path.startsWith(prefix) &&
        (whose === 'All' || (whose === 'AWS') === arn.includes(':iam::aws:')) &&
        (!only || attachmentsOf(state, arn) > 0),
    );
    const { items, ...page } = pageOf(all, input);
    return { Policies: items.map((policy) => describe(policy, state)), ...page };
  },
};

export const managedPolicyOperations = {
  ListPolicies: list,
  GetPolicy: getPolicy,
  GetPolicyVersion: getVersion,
  ListPolicyVersions: listVersions,
  CreatePolicy: create,
  DeletePolicy: remove,
};
