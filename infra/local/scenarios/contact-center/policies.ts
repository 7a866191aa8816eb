import { bucketArns, home, iamArn } from './place.ts';

const guardRole = (name: string): string =>
  iamArn(`role/ConnectStorageGuard-${name}-${home.region}`);

/** The configuration reads of DOMAIN.md §3. */
const reads = [
  's3:GetAccelerateConfiguration',
  's3:GetBucketAcl',
  's3:GetBucketCORS',
  's3:GetBucketLocation',
  's3:GetBucketLogging',
  's3:GetBucketNotification',
  's3:GetBucketObjectLockConfiguration',
  's3:GetBucketOwnershipControls',
  's3:GetBucketPolicy',
  's3:GetBucketPolicyStatus',
  's3:GetBucketPublicAccessBlock',
  's3:GetBucketRequestPayment',
  's3:GetBucketTagging',
  's3:GetBucketVersioning',
  's3:GetBucketWebsite',
  's3:GetEncryptionConfiguration',
  's3:GetLifecycleConfiguration',
  's3:GetReplicationConfiguration',
];

/** What the guard has written in an earlier deployment, spelt out: it must find nothing to change. */
export const guardedPolicy = (
  bucket: string,
  roleIds: readonly string[],
  auditorId: string,
): string => {
  const deny = { Effect: 'Deny', Principal: '*', Resource: bucketArns(bucket) };
  const userIds = roleIds.map((id) => `${id}:*`);
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'ConnectStorageGuardDenyUnlisted',
        ...deny,
        NotAction: reads,
        Condition: {
          StringNotLike: { 'aws:userId': userIds },
          ArnNotLike: { 'aws:PrincipalArn': [guardRole('Remediator')] },
        },
      },
      {
        Sid: 'ConnectStorageGuardDenyUnlistedReads',
        ...deny,
        Action: reads,
        Condition: {
          StringNotLike: { 'aws:userId': [...userIds, auditorId] },
          ArnNotLike: {
            'aws:PrincipalArn': [
              guardRole('Remediator'),
              guardRole('EvaluateBuckets'),
              guardRole('EvaluateStreams'),
              guardRole('EvaluateAdministrators'),
              guardRole('FollowChanges'),
              iamArn('role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig'),
            ],
          },
        },
      },
      {
        Sid: 'ConnectStorageGuardDenyPlaintext',
        ...deny,
        Action: 's3:*',
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
    ],
  });
};

/** The published policy, as people paste it: Connect, the administrator and nobody else. */
export const publishedPolicy = (bucket: string, roleIds: readonly string[]): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:*',
        Resource: bucketArns(bucket),
        Condition: { StringNotLike: { 'aws:userId': roleIds.map((id) => `${id}:*`) } },
      },
    ],
  });

/** A statement of the customer's own, which the guard must keep. */
export const tlsOnlyPolicy = (bucket: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'AcmeRequiresTls',
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:*',
        Resource: bucketArns(bucket),
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
    ],
  });
