import * as client from '@aws-sdk/client-sts';
import type { Service } from '../../service.ts';
import { assumeRole } from './assume-role.ts';
import { assumeRoot } from './assume-root.ts';
import { getCallerIdentity } from './caller-identity.ts';

export const service: Service = {
  signingName: 'sts',
  protocol: 'awsQuery',
  client,
  operations: {
    GetCallerIdentity: getCallerIdentity,
    AssumeRole: assumeRole,
    AssumeRoot: assumeRoot,
  },
};
