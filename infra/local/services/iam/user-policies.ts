import type * as Iam from '@aws-sdk/client-iam';
import type { Call, Operation } from '../../service.ts';
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

const attachAccess = (
  call: Call<{ readonly UserName: string | undefined; readonly PolicyArn: string | undefined }>,
) =>
  onUser(call).map((check) => ({
    ...check,
    context: { 'iam:PolicyARN': call.input.PolicyArn ?? '' },
  }));

const attachPolicy: Operation<Iam.AttachUserPolicyRequest> = {
  access: attachAccess,
  run: (call) => attach(call, userOf(call), call.input.PolicyArn ?? ''),
};

const detachPolicy: Operation<Iam.DetachUserPolicyRequest> = {
  access: attachAccess,
  run: (call) => detach(call, userOf(call), call.input.PolicyArn ?? ''),
};

export const userPolicyOperations = {
  AttachUserPolicy: attachPolicy,
  DetachUserPolicy: detachPolicy,
  GetUserPolicy: getPolicy,
  PutUserPolicy: putPolicy,
  DeleteUserPolicy: deletePolicy,
  ListUserPolicies: listPolicies,
  ListAttachedUserPolicies: listAttached,
};
