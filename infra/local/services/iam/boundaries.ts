import type * as Iam from '@aws-sdk/client-iam';
import type { Call, Operation } from '../../service.ts';
import { arnOf, onResource } from './access.ts';
import { announce } from './entities.ts';
import { type IamRole, type IamUser, iamOf, policyWithArn, roleNamed } from './state.ts';
import { onUser, userOf } from './users.ts';

interface ForRole {
  readonly RoleName: string | undefined;
}

const onRole = (call: Call<ForRole>) =>
  onResource(call, arnOf(call, 'role', call.input.RoleName ?? ''));

const roleOf = ({ world, scope, input }: Call<ForRole>): IamRole =>
  roleNamed(iamOf(world, scope), input.RoleName ?? '');

/** Sets or removes what bounds a role or user. */
function bound(call: Call<object>, entity: IamRole | IamUser, arn: string | undefined): void {
  if (arn === undefined) delete entity.boundary;
  else entity.boundary = policyWithArn(iamOf(call.world, call.scope), arn).arn;
  announce(call.world, call.scope, entity, 'changed');
}

const putOnRole: Operation<Iam.PutRolePermissionsBoundaryRequest> = {
  access: onRole,
  run: (call) => bound(call, roleOf(call), call.input.PermissionsBoundary ?? ''),
};

const deleteFromRole: Operation<Iam.DeleteRolePermissionsBoundaryRequest> = {
  access: onRole,
  run: (call) => bound(call, roleOf(call), undefined),
};

const putOnUser: Operation<Iam.PutUserPermissionsBoundaryRequest> = {
  access: onUser,
  run: (call) => bound(call, userOf(call), call.input.PermissionsBoundary ?? ''),
};

const deleteFromUser: Operation<Iam.DeleteUserPermissionsBoundaryRequest> = {
  access: onUser,
  run: (call) => bound(call, userOf(call), undefined),
};

export const boundaryOperations = {
  PutRolePermissionsBoundary: putOnRole,
  DeleteRolePermissionsBoundary: deleteFromRole,
  PutUserPermissionsBoundary: putOnUser,
  DeleteUserPermissionsBoundary: deleteFromUser,
};
