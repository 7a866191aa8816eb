import type {
  CreateInstanceRequest,
  DeleteInstanceRequest,
  DescribeInstanceRequest,
  ListInstancesRequest,
} from '@aws-sdk/client-connect';
import {
  type AccessCheck,
  AwsError,
  type Call,
  type Context,
  type Operation,
} from '../../service.ts';
import { createInstance, deleteInstance } from './instances.ts';
import { connectState, type Instance } from './state.ts';

interface InstanceInput {
  readonly InstanceId?: string | undefined;
}

/** The instance that a call names by its id. @throws AwsError `ResourceNotFoundException` (404). */
export function instanceOf({ world, scope, input }: Call<InstanceInput>): Instance {
  const instance = connectState(world, scope).instances.get(input.InstanceId ?? '');
  if (instance) return instance;
  throw new AwsError('ResourceNotFoundException', 'Instance not found', 404);
}

/** A question on the instance, whether there is one of that id or not. */
export function instanceCheck(
  { scope, input }: Call<InstanceInput>,
  action: string,
  context: Context = {},
): AccessCheck {
  const id = input.InstanceId ?? '';
  return {
    action: `connect:${action}`,
    resource: `arn:${scope.partition}:connect:${scope.region}:${scope.account}:instance/${id}`,
    resourceAccount: scope.account,
    context: { 'connect:InstanceId': id, ...context },
  };
}

/**
 * The other actions that the caller must be allowed, since Connect works with its permissions.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonconnect.html
 */
export const dependent = (
  { scope }: Pick<Call, 'scope'>,
  actions: readonly string[],
  resource = '*',
): AccessCheck[] => actions.map((action) => ({ action, resource, resourceAccount: scope.account }));

/** One page of 1 to 10 rows. @throws AwsError `InvalidParameterException` (400). */
export function pageOf<T>(
  rows: readonly T[],
  {
    MaxResults = 10,
    NextToken,
  }: { readonly MaxResults?: number | undefined; readonly NextToken?: string | undefined },
): { readonly rows: readonly T[]; readonly more: { readonly NextToken?: string } } {
  if (MaxResults < 1 || MaxResults > 10) {
    throw new AwsError('InvalidParameterException', 'MaxResults must be between 1 and 10');
  }
  const position = NextToken === undefined ? '0' : Buffer.from(NextToken, 'base64url').toString();
  if (!/^\d+$/.test(position)) {
    throw new AwsError('InvalidParameterException', 'Invalid NextToken');
  }
  const start = Number(position);
  const end = start + MaxResults;
  const more =
    end < rows.length ? { NextToken: Buffer.from(String(end)).toString('base64url') } : {};
  return { rows: rows.slice(start, end), more };
}

const accessUrl = ({ alias, scope }: Instance): string | undefined =>
  alias === undefined || scope.partition !== 'aws' ? undefined : `https://${alias}.my.connect.aws`;

const summary = (instance: Instance) => ({
  Id: instance.id,
  Arn: instance.arn,
  IdentityManagementType: instance.identityManagement,
  InstanceAlias: instance.alias,
  CreatedTime: instance.created,
  ServiceRole: instance.serviceRole,
  InstanceStatus: instance.status,
  InboundCallsEnabled: true,
  OutboundCallsEnabled: true,
  InstanceAccessUrl: accessUrl(instance),
});

const directoryRead = (call: Call<object>): AccessCheck[] =>
  call.world.unconfirmed['connect-reads-need-directory-read']
    ? dependent(call, ['ds:DescribeDirectories'])
    : [];

const listInstances: Operation<ListInstancesRequest> = {
  access: (call) => [...dependent(call, ['connect:ListInstances']), ...directoryRead(call)],
  run: ({ world, scope, input }) => {
    const page = pageOf([...connectState(world, scope).instances.values()], input);
    return { InstanceSummaryList: page.rows.map(summary), ...page.more };
  },
};

const describeInstance: Operation<DescribeInstanceRequest> = {
  access: (call) => [instanceCheck(call, 'DescribeInstance'), ...directoryRead(call)],
  run: (call) => ({ Instance: summary(instanceOf(call)) }),
};

const createInstanceOperation: Operation<CreateInstanceRequest> = {
  access: (call) => [
    ...dependent(call, [
      'connect:CreateInstance',
      'ds:AuthorizeApplication',
      'ds:CheckAlias',
      'ds:CreateAlias',
      'ds:CreateDirectory',
      'ds:CreateIdentityPoolDirectory',
      'ds:DeleteDirectory',
      'ds:DescribeDirectories',
      'ds:UnauthorizeApplication',
    ]),
    ...dependent(
      call,
      ['iam:AttachRolePolicy', 'iam:CreateServiceLinkedRole', 'iam:PutRolePolicy'],
      `arn:${call.scope.partition}:iam::${call.scope.account}:role/aws-service-role/connect.amazonaws.com/AWSServiceRoleForAmazonConnect_*`,
    ),
  ],
  run: ({ world, scope, input }) => {
    const { InstanceAlias: alias, IdentityManagementType, DirectoryId } = input;
    if (alias === undefined && DirectoryId === undefined) {
      throw new AwsError('InvalidRequestException', 'InstanceAlias or DirectoryId is required');
    }
    if (alias !== undefined && !/^(?!d-)[\da-zA-Z]+[-\da-zA-Z]*$/.test(alias)) {
      throw new AwsError('InvalidRequestException', `InstanceAlias ${alias} is not valid`);
    }
    const { id, arn } = createInstance(world, scope, {
      ...(alias !== undefined && { alias }),
      ...(IdentityManagementType && { identityManagement: IdentityManagementType }),
    });
    return { Id: id, Arn: arn };
  },
};

const deleteInstanceOperation: Operation<DeleteInstanceRequest> = {
  access: (call) => [
    instanceCheck(call, 'DeleteInstance'),
    ...dependent(call, [
      'ds:DeleteDirectory',
      'ds:DescribeDirectories',
      'ds:UnauthorizeApplication',
    ]),
  ],
  run: (call) => deleteInstance(call.world, instanceOf(call)),
};

export const instanceOperations: Readonly<Record<string, Operation>> = {
  ListInstances: listInstances,
  DescribeInstance: describeInstance,
  CreateInstance: createInstanceOperation,
  DeleteInstance: deleteInstanceOperation,
};
