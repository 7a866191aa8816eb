import type { Call } from '../../service.ts';
import { arnOf, onResource } from './access.ts';
import { policyOperations } from './policy-operations.ts';
import { groupNamed, type IamGroup, iamOf } from './state.ts';

export interface ForGroup {
  readonly GroupName: string | undefined;
}

export const onGroup = (call: Call<ForGroup>) =>
  onResource(call, arnOf(call, 'group', call.input.GroupName ?? ''));

export const groupOf = ({ world, scope, input }: Call<ForGroup>): IamGroup =>
  groupNamed(iamOf(world, scope), input.GroupName ?? '');

const operations = policyOperations('GroupName', onGroup, groupOf);

export const groupPolicyOperations = {
  GetGroupPolicy: operations.get,
  PutGroupPolicy: operations.put,
  DeleteGroupPolicy: operations.remove,
  ListGroupPolicies: operations.list,
  ListAttachedGroupPolicies: operations.listAttached,
  AttachGroupPolicy: operations.attach,
  DetachGroupPolicy: operations.detach,
};
