import type { Call } from '../../service.ts';
import { arnOf, onResource } from './access.ts';
import { policyOperations } from './policy-operations.ts';
import { type IamRole, iamOf, roleNamed } from './state.ts';

interface ForRole {
  readonly RoleName: string | undefined;
}

const access = (call: Call<ForRole>) =>
  onResource(call, arnOf(call, 'role', call.input.RoleName ?? ''));

const roleOf = ({ world, scope, input }: Call<ForRole>): IamRole =>
  roleNamed(iamOf(world, scope), input.RoleName ?? '');

const operations = policyOperations('RoleName', access, roleOf);

export const rolePolicyOperations = {
  GetRolePolicy: operations.get,
  PutRolePolicy: operations.put,
  DeleteRolePolicy: operations.remove,
  ListRolePolicies: operations.list,
  ListAttachedRolePolicies: operations.listAttached,
  AttachRolePolicy: operations.attach,
  DetachRolePolicy: operations.detach,
};
