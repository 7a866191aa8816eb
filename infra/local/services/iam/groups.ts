import type * as Iam from '@aws-sdk/client-iam';
import { AwsError, type Call, type Operation } from '../../service.ts';
import { below, onResource } from './access.ts';
import { announce, createGroup } from './entities.ts';
import { type ForGroup, groupOf, onGroup } from './group-policies.ts';
import { pageOf } from './pages.ts';
import { type IamGroup, iamOf, userNamed } from './state.ts';
import { describeUser } from './users.ts';

const describeGroup = ({ name, path, id, arn, createdAt }: IamGroup): Iam.Group => ({
  Path: path,
  GroupName: name,
  GroupId: id,
  Arn: arn,
  CreateDate: createdAt,
});

/** Users name their groups as these were written when the user joined: compared without case. */
const isIn = (groups: ReadonlySet<string>, group: IamGroup): string | undefined =>
  [...groups].find((name) => name.toLowerCase() === group.name.toLowerCase());

const membersOf = (call: Call<ForGroup>, group: IamGroup) =>
  [...iamOf(call.world, call.scope).users.values()].filter(({ groups }) => isIn(groups, group));

const create: Operation<Iam.CreateGroupRequest, Iam.CreateGroupResponse> = {
  access: onGroup,
  run({ world, scope, input }) {
    const group = createGroup(world, scope, {
      name: input.GroupName ?? '',
      ...(input.Path !== undefined && { path: input.Path }),
    });
    return { Group: describeGroup(group) };
  },
};

const get: Operation<Iam.GetGroupRequest, Iam.GetGroupResponse> = {
  access: onGroup,
  run(call) {
    const group = groupOf(call);
    const { items, ...page } = pageOf(membersOf(call, group), call.input);
    return { Group: describeGroup(group), Users: items.map(describeUser), ...page };
  },
};

const list: Operation<Iam.ListGroupsRequest, Iam.ListGroupsResponse> = {
  access: (call) => onResource(call, below(call, 'group', call.input.PathPrefix ?? '/')),
  run({ world, scope, input }) {
    const all = [...iamOf(world, scope).groups.values()].filter(({ path }) =>
      path.startsWith(input.PathPrefix ?? '/'),
    );
    const { items, ...page } = pageOf(all, input);
    return { Groups: items.map(describeGroup), ...page };
  },
};

const remove: Operation<Iam.DeleteGroupRequest> = {
  access: onGroup,
  run(call) {
    const group = groupOf(call);
    if (group.inline.size + group.attached.size + membersOf(call, group).length > 0) {
      throw new AwsError(
        'DeleteConflict',
        'Cannot delete entity, must remove users and policies first.',
        409,
      );
    }
    iamOf(call.world, call.scope).groups.delete(group.name.toLowerCase());
  },
};

const addUser: Operation<Iam.AddUserToGroupRequest> = {
  access: onGroup,
  run(call) {
    const group = groupOf(call);
    const user = userNamed(iamOf(call.world, call.scope), call.input.UserName ?? '');
    if (isIn(user.groups, group)) return;
    user.groups.add(group.name);
    announce(call.world, call.scope, user, 'changed');
  },
};

const removeUser: Operation<Iam.RemoveUserFromGroupRequest> = {
  access: onGroup,
  run(call) {
    const user = userNamed(iamOf(call.world, call.scope), call.input.UserName ?? '');
    const name = isIn(user.groups, groupOf(call));
    if (name === undefined) {
      const message = `User ${user.name} is not in group ${call.input.GroupName}.`;
      throw new AwsError('NoSuchEntity', message, 404);
    }
    user.groups.delete(name);
    announce(call.world, call.scope, user, 'changed');
  },
};

export const groupOperations = {
  CreateGroup: create,
  GetGroup: get,
  ListGroups: list,
  DeleteGroup: remove,
  AddUserToGroup: addUser,
  RemoveUserFromGroup: removeUser,
};
