import type * as Iam from '@aws-sdk/client-iam';
import { issueCredentials, revokeCredentials } from '../../credentials.ts';
import { AwsError, type Call, type Operation } from '../../service.ts';
import { arnOf, below, onResource } from './access.ts';
import { userCaller } from './callers.ts';
import { announce, createUser } from './entities.ts';
import { pageOf } from './pages.ts';
import { groupNamed, type IamUser, iamOf, userNamed } from './state.ts';

interface ForUser {
  readonly UserName?: string | undefined;
}

/** Without a name IAM means the user who calls. */
export function userNameOf({ input, caller }: Call<ForUser>): string {
  if (input.UserName !== undefined) return input.UserName;
  if (caller.kind === 'user' && caller.arn)
    return caller.arn.slice(caller.arn.lastIndexOf('/') + 1);
  throw new AwsError(
    'ValidationError',
    'Must specify userName when calling with non-User credentials',
  );
}

export const onUser = (call: Call<ForUser>) =>
  onResource(call, arnOf(call, 'user', userNameOf(call)));

export const userOf = (call: Call<ForUser>): IamUser =>
  userNamed(iamOf(call.world, call.scope), userNameOf(call));

export const describeUser = (user: IamUser): Iam.User => ({
  Path: user.path,
  UserName: user.name,
  UserId: user.id,
  Arn: user.arn,
  CreateDate: user.createdAt,
  ...(user.tags.length > 0 && { Tags: [...user.tags] }),
  ...(user.boundary !== undefined && {
    PermissionsBoundary: {
      PermissionsBoundaryType: 'PermissionsBoundaryPolicy',
      PermissionsBoundaryArn: user.boundary,
    },
  }),
});

const getUser: Operation<Iam.GetUserRequest, Iam.GetUserResponse> = {
  access: onUser,
  run: (call) => ({ User: describeUser(userOf(call)) }),
};

const listUsers: Operation<Iam.ListUsersRequest, Iam.ListUsersResponse> = {
  access: (call) => onResource(call, below(call, 'user', call.input.PathPrefix ?? '/')),
  run({ world, scope, input }) {
    const all = [...iamOf(world, scope).users.values()]
      .filter((user) => user.path.startsWith(input.PathPrefix ?? '/'))
      .sort((a, b) => (a.arn < b.arn ? -1 : 1));
    const { items, ...page } = pageOf(all, input);
    const users = items.map(({ boundary: _, ...user }) => describeUser({ ...user, tags: [] }));
    return { Users: users, ...page };
  },
};

const create: Operation<Iam.CreateUserRequest, Iam.CreateUserResponse> = {
  access: onUser,
  run({ world, scope, input }) {
    const user = createUser(world, scope, {
      name: input.UserName ?? '',
      tags: (input.Tags ?? []).map(({ Key = '', Value = '' }) => ({ Key, Value })),
      ...(input.Path !== undefined && { path: input.Path }),
      ...(input.PermissionsBoundary !== undefined && { boundary: input.PermissionsBoundary }),
    });
    return { User: describeUser(user) };
  },
};

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteUser.html */
const remove: Operation<Iam.DeleteUserRequest> = {
  access: onUser,
  run(call) {
    const user = userOf(call);
    const left = user.inline.size + user.attached.size + user.groups.size + user.accessKeys.size;
    if (left > 0) {
      throw new AwsError(
        'DeleteConflict',
        'Cannot delete entity, must delete policies, groups and access keys first.',
        409,
      );
    }
    iamOf(call.world, call.scope).users.delete(user.name.toLowerCase());
    announce(call.world, call.scope, user, 'deleted');
  },
};

const listGroups: Operation<Iam.ListGroupsForUserRequest, Iam.ListGroupsForUserResponse> = {
  access: onUser,
  run(call) {
    const state = iamOf(call.world, call.scope);
    const groups = [...userOf(call).groups].map((name) => groupNamed(state, name));
    const { items, ...page } = pageOf(groups, call.input);
    return {
      Groups: items.map((group) => ({
        Path: group.path,
        GroupName: group.name,
        GroupId: group.id,
        Arn: group.arn,
        CreateDate: group.createdAt,
      })),
      ...page,
    };
  },
};

const keysPerUser = 2;

const createKey: Operation<Iam.CreateAccessKeyRequest, Iam.CreateAccessKeyResponse> = {
  access: onUser,
  run(call) {
    const user = userOf(call);
    if (user.accessKeys.size >= keysPerUser) {
      throw new AwsError('LimitExceeded', 'Cannot exceed quota for AccessKeysPerUser: 2', 409);
    }
    const issued = issueCredentials(call.world, userCaller(user));
    const createdAt = call.world.clock.now();
    user.accessKeys.set(issued.accessKeyId, { createdAt });
    return {
      AccessKey: {
        UserName: user.name,
        AccessKeyId: issued.accessKeyId,
        SecretAccessKey: issued.secretAccessKey,
        Status: 'Active',
        CreateDate: createdAt,
      },
    };
  },
};

const deleteKey: Operation<Iam.DeleteAccessKeyRequest> = {
  access: onUser,
  run(call) {
    const id = call.input.AccessKeyId ?? '';
    if (!userOf(call).accessKeys.delete(id)) {
      throw new AwsError('NoSuchEntity', `The Access Key with id ${id} cannot be found`, 404);
    }
    revokeCredentials(call.world, id);
  },
};

export const userOperations = {
  GetUser: getUser,
  ListUsers: listUsers,
  CreateUser: create,
  DeleteUser: remove,
  ListGroupsForUser: listGroups,
  CreateAccessKey: createKey,
  DeleteAccessKey: deleteKey,
};
