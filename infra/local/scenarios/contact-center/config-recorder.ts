import { createRole } from '../../services/iam/entities.ts';
import type { World } from '../../world.ts';
import { allow, home, trusting } from './place.ts';

const whatItReads = allow([
  'kms:DescribeKey',
  'kms:GetKeyPolicy',
  'kms:GetKeyRotationStatus',
  's3:GetAccelerateConfiguration',
  's3:GetBucketAcl',
  's3:GetBucketCORS',
  's3:GetBucketLocation',
  's3:GetBucketLogging',
  's3:GetBucketNotification',
  's3:GetBucketObjectLockConfiguration',
  's3:GetBucketOwnershipControls',
  's3:GetBucketPolicy',
  's3:GetBucketPublicAccessBlock',
  's3:GetBucketRequestPayment',
  's3:GetBucketTagging',
  's3:GetBucketVersioning',
  's3:GetBucketWebsite',
  's3:GetEncryptionConfiguration',
  's3:GetLifecycleConfiguration',
  's3:GetReplicationConfiguration',
  's3:ListAllMyBuckets',
]);

/** The service-linked role by which AWS Config looks at what it records. */
export function seedConfigRecorder(world: World): void {
  createRole(world, home, {
    name: 'AWSServiceRoleForConfig',
    path: '/aws-service-role/config.amazonaws.com/',
    trustPolicy: trusting({ Service: 'config.amazonaws.com' }),
    policies: { AWSConfigServiceRolePolicy: whatItReads },
  });
}
