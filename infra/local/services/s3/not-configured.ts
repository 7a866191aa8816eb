import { AwsError } from '../../service.ts';
import type { BucketConfiguration } from './state.ts';

/** What S3 answers for a bucket on which nothing of the kind is configured. */
const notConfigured = {
  cors: ['NoSuchCORSConfiguration', 'The CORS configuration does not exist'],
  lifecycle: ['NoSuchLifecycleConfiguration', 'The lifecycle configuration does not exist'],
  tags: ['NoSuchTagSet', 'The TagSet does not exist'],
  ownershipControls: [
    'OwnershipControlsNotFoundError',
    'The bucket ownership controls were not found',
  ],
  publicAccessBlock: [
    'NoSuchPublicAccessBlockConfiguration',
    'The public access block configuration was not found',
  ],
  replication: [
    'ReplicationConfigurationNotFoundError',
    'The replication configuration was not found',
  ],
  objectLock: [
    'ObjectLockConfigurationNotFoundError',
    'Object Lock configuration does not exist for this bucket',
  ],
} as const satisfies Partial<Record<keyof BucketConfiguration, readonly [string, string]>>;

/** What is configured. @throws AwsError (404) of the kind when nothing is. */
export function configured<K extends keyof typeof notConfigured>(
  configuration: BucketConfiguration,
  member: K,
): NonNullable<BucketConfiguration[K]> {
  const value = configuration[member];
  if (value !== undefined) return value;
  const [code, message] = notConfigured[member];
  throw new AwsError(code, message, 404);
}
