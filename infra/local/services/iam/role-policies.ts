import type * as Iam from '@aws-sdk/client-iam';
import type { Call, Operation } from '../../service.ts';
import { arnOf, onResource } from './access.ts';
import { putInlinePolicy } from './entities.ts';
import {
  attach,
  attachedPage,
  detach,
  encoded,
  inlinePage,
  inlinePolicy,
  removeInline,
} from './holder-policies.ts';
import { type IamRole, iamOf, roleNamed } from './state.ts';

interface ForRole {
  readonly RoleName: string | undefined;
}

const access = (call: Call<ForRole>) =>
  onResource(call, arnOf(call, 'role', call.input.RoleName ?? ''));

const attachAccess = (call: Call<ForRole & { readonly PolicyArn: string | undefined }>) =>
  access(call).map((check) => ({
    ...check,
    context: { 'iam:PolicyARN': call.input.PolicyArn ?? '' },
  }));

const roleOf = ({ world, scope, input }: Call<ForRole>): IamRole =>
  roleNamed(iamOf(world, scope), input.RoleName ?? '');

const getPolicy: Operation<Iam.GetRolePolicyRequest, Iam.GetRolePolicyResponse> = {
  access,
  run(call) {
    const role = roleOf(call);
    const name = call.input.PolicyName ?? '';
    return {
      RoleName: role.name,
      PolicyName: name,
      PolicyDocument: encoded(inlinePolicy(role, name)),
    };
  },
};

const listPolicies: Operation<Iam.ListRolePoliciesRequest, Iam.ListRolePoliciesResponse> = {
  access,
  run: (call) => inlinePage(roleOf(call), call.input),
};

const listAttached: Operation<
  Iam.ListAttachedRolePoliciesRequest,
  Iam.ListAttachedRolePoliciesResponse
> = {
  access,
  run: (call) => attachedPage(iamOf(call.world, call.scope), roleOf(call), call.input),
};

const putPolicy: Operation<Iam.PutRolePolicyRequest> = {
  access,
  run(call) {
    const { PolicyName = '', PolicyDocument = '' } = call.input;
    putInlinePolicy(call.world, call.scope, roleOf(call), PolicyName, PolicyDocument);
  },
};

const deletePolicy: Operation<Iam.DeleteRolePolicyRequest> = {
  access,
  run: (call) => removeInline(call, roleOf(call), call.input.PolicyName ?? ''),
};

const attachPolicy: Operation<Iam.AttachRolePolicyRequest> = {
  access: attachAccess,
  run: (call) => attach(call, roleOf(call), call.input.PolicyArn ?? ''),
};

const detachPolicy: Operation<Iam.DetachRolePolicyRequest> = {
  access: attachAccess,
  run: (call) => detach(call, roleOf(call), call.input.PolicyArn ?? ''),
};

export const rolePolicyOperations = {
  GetRolePolicy: getPolicy,
  ListRolePolicies: listPolicies,
  ListAttachedRolePolicies: listAttached,
  PutRolePolicy: putPolicy,
  DeleteRolePolicy: deletePolicy,
  AttachRolePolicy: attachPolicy,
  DetachRolePolicy: detachPolicy,
};
