import * as client from '@aws-sdk/client-s3';
import type { Service } from '../../service.ts';
import { configurationOperations } from './bucket-configuration.ts';
import { bucketOperations } from './bucket-operations.ts';
import { bucketPolicyOperations } from './bucket-policy.ts';
import { copyObject } from './copy-object.ts';
import { listingOperations } from './list-objects.ts';
import { objectReads } from './object-reads.ts';
import { objectWrites } from './object-writes.ts';

/** Amazon S3: general purpose buckets and their objects; no multipart uploads, no ACLs. */
export const service: Service = {
  signingName: 's3',
  protocol: 'restXml',
  client,
  anonymous: true,
  operations: {
    ...bucketOperations,
    ...configurationOperations,
    ...bucketPolicyOperations,
    ...listingOperations,
    ...objectReads,
    ...objectWrites,
    CopyObject: copyObject,
  },
};
