import { Aws, Fn, RemovalPolicy } from 'aws-cdk-lib';
import { CfnBucket, CfnBucketPolicy } from 'aws-cdk-lib/aws-s3';
import { roleName } from '#shared/connect/deployment.ts';
import { closedBucket } from './closed-bucket.ts';
import { denyPlaintext } from './deny-plaintext.ts';
import type { Parts } from './parts.ts';
import type { AllowStatement } from './role.ts';
import { decryptState, denyOtherKeys, encryptState, stateEncryption } from './state-key.ts';

/**
 * What no person ever writes, and the roles that do. Whoever could name a bucket in the inventory could
 * have its policy written, or forgotten; whoever could say what Security Hub and people have been told,
 * could keep it from them.
 */
const writtenByFunctions = {
  Inventory: { keys: ['inventory.json', 'refresh.json', 'refresh/*'], roles: ['FollowChanges'] },
  Findings: {
    keys: ['findings/*'],
    roles: [
      'EvaluateBuckets',
      'EvaluateInstances',
      'EvaluateKeys',
      'EvaluateStreams',
      'EvaluateAdministrators',
      'NotifyPeople',
    ],
  },
  Notices: { keys: ['notices/*'], roles: ['Remediator', 'NotifyPeople'] },
  LastGoodSettings: { keys: ['settings.last-good.json'], roles: ['NotifyPeople'] },
} as const;

/** What people write by commands, and the guard for them. */
const writtenByPeople = [
  'settings.json',
  'approvals/*',
  'backups/*',
  'receipts/*',
  'locks/*',
  'fights/*',
];

/**
 * Settings, inventory, approvals, backups and receipts. Kept when the stack goes: the backups are the only
 * copy of the policies that were replaced.
 */
export function stateBucket(parts: Parts): CfnBucket {
  const {
    stack,
    deployment,
    conditions,
    parameters: { stateWriters },
  } = parts;
  const { partition, account, region } = deployment;
  const role = (name: string) => `arn:${partition}:iam::${account}:role/${roleName(name, region)}`;
  const bucket = new CfnBucket(stack, 'StateBucket', {
    bucketName: deployment.stateBucket,
    ...closedBucket,
    notificationConfiguration: { eventBridgeConfiguration: { eventBridgeEnabled: true } },
    bucketEncryption: { serverSideEncryptionConfiguration: [stateEncryption(parts)] },
    lifecycleConfiguration: {
      rules: [
        expiring('ForgetOldInventories', 'inventory.json', 30),
        expiring('ForgetOldLocks', 'locks/', 1),
        expiring('ForgetOldFindings', 'findings/', 1),
        expiring('ForgetOldNotices', 'notices/', 1),
        expiring('ForgetOldProgress', 'refresh.json', 1),
        { ...expiring('ForgetWhatARefreshLearnt', 'refresh/', 1), expirationInDays: 1 },
      ],
    },
  });
  bucket.applyRemovalPolicy(RemovalPolicy.RETAIN);
  const policy = new CfnBucketPolicy(stack, 'StateBucketPolicy', {
    bucket: bucket.ref,
    policyDocument: {
      Version: '2012-10-17',
      Statement: [
        denyPlaintext('s3:*', [bucket.attrArn, `${bucket.attrArn}/*`]),
        {
          Sid: 'DenyLosingEvidence',
          Effect: 'Deny',
          Principal: '*',
          Action: 's3:DeleteObject',
          Resource: ['backups/*', 'receipts/*', 'approvals/*', 'settings.json'].map(
            (key) => `${bucket.attrArn}/${key}`,
          ),
        },
        {
          // Without the newest version the one before is in force: of the inventory, or the settings.
          Sid: 'DenyGoingBack',
          Effect: 'Deny',
          Principal: '*',
          Action: 's3:DeleteObjectVersion',
          Resource: `${bucket.attrArn}/*`,
        },
        ...Object.entries(writtenByFunctions).map(([what, { keys, roles }]) => ({
          Sid: `DenyForging${what}`,
          Effect: 'Deny',
          Principal: '*',
          Action: 's3:PutObject',
          Resource: keys.map((key) => `${bucket.attrArn}/${key}`),
          Condition: { ArnNotEquals: { 'aws:PrincipalArn': roles.map(role) } },
        })),
        Fn.conditionIf(
          conditions.stateWritersAreGiven.logicalId,
          {
            Sid: 'DenyWritesOfOthers',
            Effect: 'Deny',
            Principal: '*',
            Action: 's3:PutObject',
            Resource: writtenByPeople.map((key) => `${bucket.attrArn}/${key}`),
            Condition: {
              ArnNotEquals: { 'aws:PrincipalArn': ['Remediator', 'FollowChanges'].map(role) },
              ArnNotLike: { 'aws:PrincipalArn': Fn.split(',', stateWriters.valueAsString) },
            },
          },
          Aws.NO_VALUE,
        ),
        {
          Sid: 'DenyWritesOfOtherAccounts',
          Effect: 'Deny',
          Principal: '*',
          Action: 's3:PutObject',
          Resource: `${bucket.attrArn}/*`,
          Condition: { StringNotEquals: { 'aws:PrincipalAccount': account } },
        },
        ...denyOtherKeys(parts, `${bucket.attrArn}/*`),
      ],
    },
  });
  policy.applyRemovalPolicy(RemovalPolicy.RETAIN);
  return bucket;
}

/** What was replaced goes after so many days. */
const expiring = (id: string, prefix: string, noncurrentDays: number): CfnBucket.RuleProperty => ({
  id,
  status: 'Enabled',
  prefix,
  noncurrentVersionExpiration: { noncurrentDays },
});

const arnOf = ({ deployment: { partition, stateBucket: bucket } }: Parts): string =>
  `arn:${partition}:s3:::${bucket}`;

/** Objects of the state bucket that a role may read, by key or `prefix/*`. */
export const readState = (parts: Parts, ...keys: readonly string[]): readonly AllowStatement[] => [
  {
    Sid: 'ReadState',
    Action: 's3:GetObject',
    Resource: keys.map((key) => `${arnOf(parts)}/${key}`),
  },
  // Without it S3 answers 403 for an object that is not there, and that could not be told.
  { Sid: 'SeeWhatStateIsMissing', Action: 's3:ListBucket', Resource: arnOf(parts) },
  decryptState(parts, arnOf(parts)),
];

/** Objects of the state bucket that a role may write. */
export const writeState = (parts: Parts, ...keys: readonly string[]): readonly AllowStatement[] => [
  {
    Sid: 'WriteState',
    Action: 's3:PutObject',
    Resource: keys.map((key) => `${arnOf(parts)}/${key}`),
  },
  encryptState(parts, arnOf(parts)),
];
