import type { Arn } from './arn.ts';

/** Where the guard runs. */
export interface Place {
  readonly partition: string;
  readonly account: string;
  readonly region: string;
}

/** The guard's own resources. Their names are fixed, so a redeploy cannot lock the guard out. */
export interface Deployment extends Place {
  readonly stateBucket: string;
  readonly remediatorRole: Arn;
  /** Roles of the evaluators and of the inventory: they read configuration, never data. */
  readonly observerRoles: readonly Arn[];
  /** The role with which AWS Config's recorder reads. */
  readonly recorderRole: Arn;
  /** The SNS topic over which people are told. */
  readonly topic: Arn;
}

export const functionNames = {
  evaluateBuckets: 'connect-storage-guard-evaluate-buckets',
  evaluateInstances: 'connect-storage-guard-evaluate-instances',
  evaluateKeys: 'connect-storage-guard-evaluate-keys',
  evaluateStreams: 'connect-storage-guard-evaluate-streams',
  evaluateAdministrators: 'connect-storage-guard-evaluate-administrators',
  remediateBucketPolicy: 'connect-storage-guard-remediate-bucket-policy',
  restoreBucketPolicy: 'connect-storage-guard-restore-bucket-policy',
  followChanges: 'connect-storage-guard-follow-changes',
  notifyPeople: 'connect-storage-guard-notify-people',
} as const;

/** IAM role names are at most 64 characters and shared by all regions of an account. */
export const roleName = (role: string, region: string): string =>
  `ConnectStorageGuard-${role}-${region}`;

/** The evaluators that read configuration of buckets, and the inventory. */
const observers = [
  'EvaluateBuckets',
  'EvaluateStreams',
  'EvaluateAdministrators',
  'FollowChanges',
] as const;

export const topicName = 'connect-storage-guard';

export function deploymentIn(place: Place, recorderRole?: Arn): Deployment {
  const { partition, account, region } = place;
  const role = (path: string): Arn => `arn:${partition}:iam::${account}:role/${path}`;
  return {
    ...place,
    stateBucket: `connect-storage-guard-${account}-${region}`,
    remediatorRole: role(roleName('Remediator', region)),
    observerRoles: observers.map((observer) => role(roleName(observer, region))),
    topic: `arn:${partition}:sns:${region}:${account}:${topicName}`,
    recorderRole:
      recorderRole ?? role('aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig'),
  };
}

/** The SSM Automation documents. */
export const documentNames = {
  remediateBucketPolicy: 'ConnectStorageGuard-RemediateBucketPolicy',
  restoreBucketPolicy: 'ConnectStorageGuard-RestoreBucketPolicy',
  remediateWithApproval: 'ConnectStorageGuard-RemediateWithApproval',
} as const;

const configRulePrefix = 'connect-storage-guard-';

/** The name of the AWS Config rule that runs one of our rules. */
export const configRuleName = (ruleId: string): string => `${configRulePrefix}${ruleId}`;
