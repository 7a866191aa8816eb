import { policyOperations } from './policy-operations.ts';
import { onUser, userOf } from './users.ts';

const operations = policyOperations('UserName', onUser, userOf);

export const userPolicyOperations = {
  GetUserPolicy: operations.get,
  PutUserPolicy: operations.put,
  DeleteUserPolicy: operations.remove,
  ListUserPolicies: operations.list,
  ListAttachedUserPolicies: operations.listAttached,
  AttachUserPolicy: operations.attach,
  DetachUserPolicy: operations.detach,
};
