import * as client from '@aws-sdk/client-connect';
import type { Service } from '../../service.ts';
import { attributeOperations } from './attribute-operations.ts';
import { instanceOperations } from './instance-operations.ts';
import { storageOperations } from './storage-operations.ts';

/**
 * Amazon Connect: instances and where they store what. Instances are active at once.
 * @see https://docs.aws.amazon.com/connect/latest/adminguide/amazon-connect-service-limits.html#api-throttling-quotas
 */
export const service: Service = {
  signingName: 'connect',
  protocol: 'restJson1',
  client,
  operations: { ...instanceOperations, ...attributeOperations, ...storageOperations },
  throttle: { perSecond: 2, burst: 5 },
};
