import * as client from '@aws-sdk/client-iam';
import type { Service } from '../../service.ts';
import { getAccountAuthorizationDetails } from './account-details.ts';
import { boundaryOperations } from './boundaries.ts';
import { groupPolicyOperations } from './group-policies.ts';
import { groupOperations } from './groups.ts';
import { lastAccessedOperations } from './last-accessed.ts';
import { managedPolicyOperations } from './managed-policies.ts';
import { policyVersionOperations } from './policy-versions.ts';
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
    ...groupOperations,
    ...groupPolicyOperations,
    ...boundaryOperations,
    ...managedPolicyOperations,
    ...policyVersionOperations,
    ...lastAccessedOperations,
    GetAccountAuthorizationDetails: getAccountAuthorizationDetails,
  },
};
