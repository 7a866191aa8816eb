import * as client from '@aws-sdk/client-iam';
import type { Service } from '../../service.ts';
import { roleOperations } from './roles.ts';

export const service: Service = {
  signingName: 'iam',
  protocol: 'awsQuery',
  client,
  operations: { ...roleOperations },
};
