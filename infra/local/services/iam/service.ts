import * as client from '@aws-sdk/client-iam';
import type { Service } from '../../service.ts';
import { getAccountAuthorizationDetails } from './account-details.ts';
import { managedPolicyOperations } from './managed-policies.ts';
import { rolePolicyOperations } from './role-policies.ts';
import { roleOperations } from './roles.ts';
import { userPolicyOperations } from './user-policies.ts';
import { userOperations } from './users.ts';

export const service: Service = {
  signingName: 'iam',
  protocol: 'awsQuery',
  client,
  operations: {
    ...roleOperations,
    ...rolePolicyOperations,
    ...userOperations,
    ...userPolicyOperations,
    ...managedPolicyOperations,
    GetAccountAuthorizationDetails: getAccountAuthorizationDetails,
  },
};
