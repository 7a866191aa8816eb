import type * as Iam from '@aws-sdk/client-iam';
import { AwsError, type Operation } from '../../service.ts';
import { arnOf, below, onResource } from './access.ts';
import { announce, createRole, deleteRole } from './entities.ts';
import { encoded } from './holder-policies.ts';
import { pageOf } from './pages.ts';
import { type IamRole, iamOf, roleNamed } from './state.ts';
import { policyText } from './valid.ts';

type Named<T> = { readonly RoleName: string | undefined } & T;
type Nothing = Record<string, never>;

const onRole =
  <T>(): Operation<Named<T>>['access'] =>
  (call) =>
    onResource(call, arnOf(call, 'role', call.input.RoleName ?? ''));

export const describeRole = (role: IamRole): Iam.Role => ({
  Path: role.path,
  RoleName: role.name,
  RoleId: role.id,
  Arn: role.arn,
  CreateDate: role.createdAt,
  AssumeRolePolicyDocument: encoded(role.trustPolicy),
  MaxSessionDuration: role.maxSessionDuration,
  ...(role.description !== undefined && { Description: role.description }),
  ...(role.tags.length > 0 && { Tags: [...role.tags] }),
  ...(role.boundary !== undefined && {
    PermissionsBoundary: {
      PermissionsBoundaryType: 'PermissionsBoundaryPolicy',
      PermissionsBoundaryArn: role.boundary,
    },
  }),
});

const getRole: Operation<Iam.GetRoleRequest, Iam.GetRoleResponse> = {
  access: onRole(),
  run: ({ world, scope, input }) => ({
    Role: describeRole(roleNamed(iamOf(world, scope), input.RoleName ?? '')),
  }),
};

const listRoles: Operation<Iam.ListRolesRequest, Iam.ListRolesResponse> = {
  access: (call) => onResource(call, below(call, 'role', call.input.PathPrefix ?? '/')),
  run({ world, scope, input }) {
    const prefix = input.PathPrefix ?? '/';
    const all = [...iamOf(world, scope).roles.values()]
      .filter((role) => role.path.startsWith(prefix))
      .sort((a, b) => (a.arn < b.arn ? -1 : 1));
    const { items, ...page } = pageOf(all, input);
    // Lists leave out tags and boundaries.
    const roles = items.map(({ boundary: _, ...role }) => describeRole({ ...role, tags: [] }));
    return { Roles: roles, ...page };
  },
};

const create: Operation<Iam.CreateRoleRequest, Iam.CreateRoleResponse> = {
  access: onRole(),
  run({ world, scope, input }) {
    const role = createRole(world, scope, {
      name: input.RoleName ?? '',
      trustPolicy: input.AssumeRolePolicyDocument ?? '',
      tags: (input.Tags ?? []).map(({ Key = '', Value = '' }) => ({ Key, Value })),
      ...(input.Path !== undefined && { path: input.Path }),
      ...(input.Description !== undefined && { description: input.Description }),
      ...(input.MaxSessionDuration !== undefined && {
        maxSessionDuration: input.MaxSessionDuration,
      }),
      ...(input.PermissionsBoundary !== undefined && { boundary: input.PermissionsBoundary }),
    });
    return { Role: describeRole(role) };
  },
};

const remove: Operation<Iam.DeleteRoleRequest, Nothing> = {
  access: onRole(),
  run({ world, scope, input }) {
    const { path } = roleNamed(iamOf(world, scope), input.RoleName ?? '');
    if (path.startsWith('/aws-service-role/')) {
      throw new AwsError(
        'UnmodifiableEntity',
        'Cannot perform the operation on the protected role: it is service-linked.',
      );
    }
    deleteRole(world, scope, input.RoleName ?? '');
    return {};
  },
};

const updateTrust: Operation<Iam.UpdateAssumeRolePolicyRequest, Nothing> = {
  access: onRole(),
  run({ world, scope, input }) {
    const role = roleNamed(iamOf(world, scope), input.RoleName ?? '');
    role.trustPolicy = policyText(input.PolicyDocument ?? '', 'trust');
    announce(world, scope, role, 'changed');
    return {};
  },
};

const createServiceLinked: Operation<
  Iam.CreateServiceLinkedRoleRequest,
  Iam.CreateServiceLinkedRoleResponse
> = {
  access: (call) =>
    onResource(call, below(call, 'role', `/aws-service-role/${call.input.AWSServiceName}/*`)).map(
      (check) => ({ ...check, context: { 'iam:AWSServiceName': call.input.AWSServiceName ?? '' } }),
    ),
  run({ world, scope, input }) {
    const service = input.AWSServiceName ?? '';
    const suffix = input.CustomSuffix === undefined ? '' : `_${input.CustomSuffix}`;
    const role = createRole(world, scope, {
      name: `AWSServiceRoleFor${serviceRoleNames[service] ?? camel(service)}${suffix}`,
      path: `/aws-service-role/${service}/`,
      trustPolicy: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
      },
      ...(input.Description !== undefined && { description: input.Description }),
    });
    return { Role: describeRole(role) };
  },
};

const serviceRoleNames: Readonly<Record<string, string>> = {
  'connect.amazonaws.com': 'AmazonConnect',
  'config.amazonaws.com': 'Config',
};

const camel = (service: string): string => {
  const [name = ''] = service.split('.');
  return name.slice(0, 1).toUpperCase() + name.slice(1);
};

export const roleOperations = {
  GetRole: getRole,
  ListRoles: listRoles,
  CreateRole: create,
  DeleteRole: remove,
  UpdateAssumeRolePolicy: updateTrust,
  CreateServiceLinkedRole: createServiceLinked,
};
