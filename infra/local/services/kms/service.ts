import * as client from '@aws-sdk/client-kms';
import type { Service } from '../../service.ts';
import { aliasAndGrantOperations } from './aliases-and-grants.ts';
import { cryptographicOperations } from './cryptography.ts';
import { keyOperations } from './keys.ts';
import { rotationOperations } from './rotation.ts';

/** AWS KMS: keys, policies, aliases, grants, rotation, and encryption with symmetric keys. */
export const service: Service = {
  signingName: 'kms',
  protocol: 'awsJson1_1',
  client,
  operations: {
    ...keyOperations,
    ...rotationOperations,
    ...aliasAndGrantOperations,
    ...cryptographicOperations,
  },
};
