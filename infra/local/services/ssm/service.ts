import * as client from '@aws-sdk/client-ssm';
import type { Service } from '../../service.ts';
import { documentOperations } from './documents.ts';
import { executionOperations } from './executions.ts';
import { parameterOperations } from './parameters.ts';

/** AWS Systems Manager: Automation documents and their executions, and parameters. */
export const service: Service = {
  signingName: 'ssm',
  protocol: 'awsJson1_1',
  client,
  operations: { ...documentOperations, ...executionOperations, ...parameterOperations },
};
