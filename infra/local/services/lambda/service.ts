import * as client from '@aws-sdk/client-lambda';
import type { Service } from '../../service.ts';
import { getFunction, getFunctionConfiguration, getPolicy, listFunctions } from './describe.ts';
import { invoke } from './invoke.ts';
import { addPermission, removePermission } from './permissions.ts';

/** AWS Lambda: functions come from CloudFormation stacks and run in processes of their own. */
export const service: Service = {
  signingName: 'lambda',
  protocol: 'restJson1',
  client,
  operations: {
    Invoke: invoke,
    GetFunction: getFunction,
    GetFunctionConfiguration: getFunctionConfiguration,
    ListFunctions: listFunctions,
    GetPolicy: getPolicy,
    AddPermission: addPermission,
    RemovePermission: removePermission,
  },
};
