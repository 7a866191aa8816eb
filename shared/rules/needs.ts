/** What kind of resource the actions of a need are asked of. */
export type NeedResource =
  /** `arn:P:s3:::*`, of this account. */
  | 'bucket'
  /** Roles and users. */
  | 'principal'
  | 'role'
  | 'user'
  | 'group'
  /** Managed policies of this account and of AWS. */
  | 'managed-policy'
  /** `arn:P:kms:R:A:key/*`: what an alias stands for is asked of the key. */
  | 'key'
  /** `arn:P:kinesis:R:A:stream/*` */
  | 'stream'
  /** `arn:P:firehose:R:A:deliverystream/*` */
  | 'delivery-stream'
  /** `arn:P:cloudtrail:*:*:trail/*`: an organization's trail is another account's. */
  | 'trail'
  /** AWS knows nothing narrower: `*`. */
  | 'any'
  | 'state-object';

export interface Reading {
  readonly actions: readonly string[];
  readonly resource: NeedResource;
  /** Keys in the state bucket, when that is what is read. */
  readonly keys?: readonly string[];
}

const managedPolicies: Reading = {
  actions: ['iam:GetPolicy', 'iam:GetPolicyVersion'],
  resource: 'managed-policy',
};

/**
 * What a rule may say that it needs, and the reads behind it: an evaluator is granted the sum of
 * its rules' needs and no more. A fact behind a need that the rule does not name is not gathered:
 * the rule finds it unreadable, with the code `NotNeeded`.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awskeymanagementservice.html
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonkinesisdatastreams.html
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonkinesisfirehose.html
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscloudtrail.html
 */
export const needs = {
  inventory: [{ actions: ['s3:GetObject'], resource: 'state-object', keys: ['inventory.json'] }],
  settings: [
    {
      actions: ['s3:GetObject'],
      resource: 'state-object',
      keys: ['settings.json', 'settings.last-good.json'],
    },
  ],
  fights: [{ actions: ['s3:GetObject'], resource: 'state-object', keys: ['fights/*'] }],
  'bucket-policy': [{ actions: ['s3:GetBucketPolicy'], resource: 'bucket' }],
  'bucket-public-access-block': [
    { actions: ['s3:GetBucketPublicAccessBlock'], resource: 'bucket' },
  ],
  'bucket-encryption': [{ actions: ['s3:GetEncryptionConfiguration'], resource: 'bucket' }],
  'bucket-cors': [{ actions: ['s3:GetBucketCORS'], resource: 'bucket' }],
  'bucket-object-ownership': [{ actions: ['s3:GetBucketOwnershipControls'], resource: 'bucket' }],
  'bucket-versioning': [{ actions: ['s3:GetBucketVersioning'], resource: 'bucket' }],
  'bucket-logging': [{ actions: ['s3:GetBucketLogging'], resource: 'bucket' }],
  'data-event-trails': [
    { actions: ['cloudtrail:DescribeTrails'], resource: 'any' },
    { actions: ['cloudtrail:GetEventSelectors', 'cloudtrail:GetTrailStatus'], resource: 'trail' },
  ],
  principals: [{ actions: ['iam:GetRole', 'iam:GetUser'], resource: 'principal' }],
  'permission-set-roles': [{ actions: ['iam:ListRoles'], resource: 'any' }],
  'role-policies': [
    {
      actions: [
        'iam:GetRole',
        'iam:ListRolePolicies',
        'iam:GetRolePolicy',
        'iam:ListAttachedRolePolicies',
      ],
      resource: 'role',
    },
    managedPolicies,
  ],
  'user-policies': [
    {
      actions: [
        'iam:GetUser',
        'iam:ListUserPolicies',
        'iam:GetUserPolicy',
        'iam:ListAttachedUserPolicies',
        'iam:ListGroupsForUser',
      ],
      resource: 'user',
    },
    {
      actions: ['iam:ListGroupPolicies', 'iam:GetGroupPolicy', 'iam:ListAttachedGroupPolicies'],
      resource: 'group',
    },
    managedPolicies,
  ],
  'key-description': [{ actions: ['kms:DescribeKey'], resource: 'key' }],
  'key-policy': [{ actions: ['kms:GetKeyPolicy'], resource: 'key' }],
  'key-grants': [{ actions: ['kms:ListGrants'], resource: 'key' }],
  'key-rotation': [{ actions: ['kms:GetKeyRotationStatus'], resource: 'key' }],
  'stream-description': [{ actions: ['kinesis:DescribeStreamSummary'], resource: 'stream' }],
  'delivery-stream-description': [
    { actions: ['firehose:DescribeDeliveryStream'], resource: 'delivery-stream' },
  ],
} as const satisfies Readonly<Record<string, readonly Reading[]>>;

export type Need = keyof typeof needs;

/** The needs of several rules, each once, in the order of {@link needs}. */
export function readingsOf(
  rules: readonly { readonly needs: readonly Need[] }[],
): readonly Reading[] {
  const wanted = new Set<string>(rules.flatMap((rule) => rule.needs));
  return Object.entries(needs).flatMap(([name, readings]) => (wanted.has(name) ? readings : []));
}
