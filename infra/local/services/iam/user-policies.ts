import type * as Iam from '@aws-sdk/client-iam';
import type { Operation } from '../../service.ts';
import { putInlinePolicy } from './entities.ts';
import {
  attachedPage,
  encoded,
  inlinePage,
  inlinePolicy,
  removeInline,
} from './holder-policies.ts';
import { iamOf } from './state.ts';
import { onUser, userOf } from './users.ts';

const getPolicy: Operation<Iam.GetUserPolicyRequest, Iam.GetUserPolicyResponse> = {
  access: onUser,
  run(call) {
    const user = userOf(call);
    const name = call.input.PolicyName ?? '';
    return {
      UserName: user.name,
      PolicyName: name,
      PolicyDocument: encoded(inlinePolicy(user, name)),
    };
  },
};

const putPolicy: Operation<Iam.PutUserPolicyRequest> = {
  access: onUser,
  run(call) {
    const { PolicyName = '', PolicyDocument = '' } = call.input;
    putInlinePolicy(call.world, call.scope, userOf(call), PolicyName, PolicyDocument);
  },
};

const deletePolicy: Operation<Iam.DeleteUserPolicyRequest> = {
  access: onUser,
  run: (call) => removeInline(call, userOf(call), call.input.PolicyName ?? ''),
};

const listPolicies: Operation<Iam.ListUserPoliciesRequest, Iam.ListUserPoliciesResponse> = {
  access: onUser,
  run: (call) => inlinePage(userOf(call), call.input),
};

const listAttached: Operation<
  Iam.ListAttachedUserPoliciesRequest,
  Iam.ListAttachedUserPoliciesResponse
> = {
  access: onUser,
  run: (call) => attachedPage(iamOf(call.world, call.scope), userOf(call), call.input),
};

export const userPolicyOperations = {
  GetUserPolicy: getPolicy,
  PutUserPolicy: putPolicy,
  DeleteUserPolicy: deletePolicy,
  ListUserPolicies: listPolicies,
  ListAttachedUserPolicies: listAttached,
};
