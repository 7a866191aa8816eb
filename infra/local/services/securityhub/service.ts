import * as client from '@aws-sdk/client-securityhub';
import type { Service } from '../../service.ts';
import { administrationOperations } from './administration.ts';
import { automationOperations } from './automation-rules.ts';
import { customerOperations } from './customer-findings.ts';
import { batchImportFindings } from './import-findings.ts';

/**
 * AWS Security Hub: findings, and who sees and handles them.
 * @see https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub_limits.html
 */
export const service: Service = {
  signingName: 'securityhub',
  protocol: 'restJson1',
  client,
  operations: {
    ...administrationOperations,
    ...automationOperations,
    ...customerOperations,
    BatchImportFindings: batchImportFindings,
  },
  operationThrottles: { BatchImportFindings: { perSecond: 10, burst: 30 } },
  throttleError: { code: 'TooManyRequestsException', status: 429 },
};
