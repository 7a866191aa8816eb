import { notNeeded } from '../not-needed.ts';
import type { BucketConfiguration } from './facts.ts';

/** Nothing of it was looked up. */
export const uninspected: BucketConfiguration = {
  publicAccessBlock: notNeeded('bucket-public-access-block'),
  encryption: notNeeded('bucket-encryption'),
  encryptionKey: notNeeded('key-description'),
  cors: notNeeded('bucket-cors'),
  objectOwnership: notNeeded('bucket-object-ownership'),
  versioning: notNeeded('bucket-versioning'),
  logging: notNeeded('bucket-logging'),
  dataEvents: notNeeded('data-event-trails'),
};
