import * as client from '@aws-sdk/client-config-service';
import type { Service } from '../../service.ts';
import { complianceOperations } from './compliance.ts';
import { putEvaluations } from './evaluations.ts';
import { recorderOperations } from './recorders.ts';
import { remediationOperations } from './remediations.ts';
import { ruleOperations } from './rules.ts';

/** AWS Config: custom Lambda rules, their evaluations and remediations. */
export const service: Service = {
  signingName: 'config',
  protocol: 'awsJson1_1',
  client,
  operations: {
    ...ruleOperations,
    ...complianceOperations,
    ...recorderOperations,
    ...remediationOperations,
    PutEvaluations: putEvaluations,
  },
};
