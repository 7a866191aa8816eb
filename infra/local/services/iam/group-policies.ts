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
import { groupNamed, type IamGroup, iamOf } from './state.ts';

export interface ForGroup {
  readonly GroupName: string | undefined;
}

export const onGroup = (call: Call<ForGroup>) =>
  onResource(call, arnOf(call, 'group', call.input.GroupName ?? ''));

export const groupOf = ({ world, scope, input }: Call<ForGroup>): IamGroup =>
  groupNamed(iamOf(world, scope), input.GroupName ?? '');

const attachAccess = (call: Call<ForGroup & { readonly PolicyArn: string | undefined }>) =>
  onGroup(call).map((check) => ({
    ...check,
    context: { 'iam:PolicyARN': call.input.PolicyArn ?? '' },
  }));

const getPolicy: Operation<Iam.GetGroupPolicyRequest, Iam.GetGroupPolicyResponse> = {
  access: onGroup,
  run(call) {
    const group = groupOf(call);
    const name = call.input.PolicyName ?? '';
    return {
      GroupName: group.name,
      PolicyName: name,
      PolicyDocument: encoded(inlinePolicy(group, name)),
    };
  },
};

const putPolicy: Operation<Iam.PutGroupPolicyRequest> = {
  access: onGroup,
  run(call) {
    const { PolicyName = '', PolicyDocument = '' } = call.input;
    putInlinePolicy(call.world, call.scope, groupOf(call), PolicyName, PolicyDocument);
  },
};

const deletePolicy: Operation<Iam.DeleteGroupPolicyRequest> = {
  access: onGroup,
  run: (call) => removeInline(call, groupOf(call), call.input.PolicyName ?? ''),
};

const listPolicies: Operation<Iam.ListGroupPoliciesRequest, Iam.ListGroupPoliciesResponse> = {
  access: onGroup,
  run: (call) => inlinePage(groupOf(call), call.input),
};

const listAttached: Operation<
  Iam.ListAttachedGroupPoliciesRequest,
  Iam.ListAttachedGroupPoliciesResponse
> = {
  access: onGroup,
  run: (call) => attachedPage(iamOf(call.world, call.scope), groupOf(call), call.input),
};

const attachPolicy: Operation<Iam.AttachGroupPolicyRequest> = {
  access: attachAccess,
  run: (call) => attach(call, groupOf(call), call.input.PolicyArn ?? ''),
};

const detachPolicy: Operation<Iam.DetachGroupPolicyRequest> = {
  access: attachAccess,
  run: (call) => detach(call, groupOf(call), call.input.PolicyArn ?? ''),
};

export const groupPolicyOperations = {
  GetGroupPolicy: getPolicy,
  PutGroupPolicy: putPolicy,
  DeleteGroupPolicy: deletePolicy,
  ListGroupPolicies: listPolicies,
  ListAttachedGroupPolicies: listAttached,
  AttachGroupPolicy: attachPolicy,
  DetachGroupPolicy: detachPolicy,
};
