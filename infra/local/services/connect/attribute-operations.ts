import {
  type DescribeInstanceAttributeRequest,
  InstanceAttributeType,
  type ListInstanceAttributesRequest,
  type UpdateInstanceAttributeRequest,
} from '@aws-sdk/client-connect';
import { AwsError, type Call, type Operation } from '../../service.ts';
import { logGroup } from '../logs/state.ts';
import { dependent, instanceCheck, instanceOf, pageOf } from './instance-operations.ts';
import { emitInstance, type Instance } from './state.ts';

interface TypedInput {
  readonly InstanceId?: string | undefined;
  readonly AttributeType?: string | undefined;
}

const known: readonly string[] = Object.values(InstanceAttributeType);

const typedCheck = (call: Call<TypedInput>, action: string) =>
  instanceCheck(call, action, { 'connect:AttributeType': call.input.AttributeType ?? '' });

/** @throws AwsError `InvalidParameterException` (400). */
function attributeOf({ attributes }: Instance, type: string | undefined) {
  if (type === undefined || !(known.includes(type) || attributes.has(type))) {
    throw new AwsError('InvalidParameterException', `AttributeType ${type} is not valid`);
  }
  return { AttributeType: type, Value: attributes.get(type) ?? 'false' };
}

/** The log group of an instance's flows. */
const flowLogs = ({ alias, id }: Instance): string => `/aws/connect/${alias ?? id}`;

const update: Operation<UpdateInstanceAttributeRequest> = {
  access: (call) => [
    typedCheck(call, 'UpdateInstanceAttribute'),
    ...(call.input.AttributeType === 'CONTACTFLOW_LOGS' && call.input.Value === 'true'
      ? dependent(call, ['logs:CreateLogGroup'])
      : []),
  ],
  run(call) {
    const instance = instanceOf(call);
    const { AttributeType } = attributeOf(instance, call.input.AttributeType);
    const { Value: value = '' } = call.input;
    if (value !== 'true' && value !== 'false') {
      throw new AwsError('InvalidParameterException', 'Value must be true or false');
    }
    instance.attributes.set(AttributeType, value);
    if (AttributeType === 'CONTACTFLOW_LOGS' && value === 'true') {
      logGroup(call.world, instance.scope, flowLogs(instance));
    }
    emitInstance(call.world, instance, 'changed');
  },
};

const list: Operation<ListInstanceAttributesRequest> = {
  access: (call) => [instanceCheck(call, 'ListInstanceAttributes')],
  run(call) {
    const instance = instanceOf(call);
    const types = [...new Set([...known, ...instance.attributes.keys()])];
    const page = pageOf(types, call.input);
    return { Attributes: page.rows.map((type) => attributeOf(instance, type)), ...page.more };
  },
};

const describe: Operation<DescribeInstanceAttributeRequest> = {
  access: (call) => [typedCheck(call, 'DescribeInstanceAttribute')],
  run: (call) => ({ Attribute: attributeOf(instanceOf(call), call.input.AttributeType) }),
};

export const attributeOperations: Readonly<Record<string, Operation>> = {
  DescribeInstanceAttribute: describe,
  ListInstanceAttributes: list,
  UpdateInstanceAttribute: update,
};
