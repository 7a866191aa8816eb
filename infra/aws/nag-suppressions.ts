/** A control that the stack rightly does not meet. */
export interface Suppression {
  /** The control as cdk-nag names it, with the finding in brackets where it has several. */
  readonly control: RegExp;
  /** Logical ids; all unless given. */
  readonly on?: RegExp;
  readonly reason: string;
}

const stateBucket =
  'AwsSolutions-IAM5\\[Resource::arn:<AWS::Partition>:s3:::connect-storage-guard-';

/**
 * Each thing that cdk-nag would have otherwise, and why it is as it is. Synthesis fails with a finding
 * that is not here, and with a line here that has no finding.
 */
export const suppressions: readonly Suppression[] = [
  {
    control: /^AwsSolutions-IAM5\[Resource::\*\]$/,
    reason:
      'AWS knows no narrower resource for these actions: each is listed with its reason in unscoped-actions.ts, and a test holds the roles to that list',
  },
  {
    control: /^AwsSolutions-IAM5\[Resource::arn:<AWS::Partition>:s3:::\*\]$/,
    reason:
      "which buckets are Connect's is known only at run time; a condition keeps the roles to buckets of this account, and only the remediator writes, only bucket policies",
  },
  {
    control:
      /^AwsSolutions-IAM5\[Resource::arn:<AWS::Partition>:iam::(<AWS::AccountId>|aws):(role|user|group|policy)\/\*\]$/,
    reason:
      'reads only: the administrators and the roles of instances are named by settings and by Connect at run time',
  },
  {
    control:
      /^AwsSolutions-IAM5\[Resource::arn:<AWS::Partition>:(connect|kms|kinesis|firehose):<AWS::Region>:<AWS::AccountId>:(instance|key|stream|deliverystream)\/\*\]$/,
    reason: 'reads only: which instances, keys and streams there are is known only at run time',
  },
  {
    control: /^AwsSolutions-IAM5\[Resource::arn:<AWS::Partition>:cloudtrail:\*:\*:trail\/\*\]$/,
    reason:
      "reads only: a trail that records this region may be of another, and an organization's is another account's",
  },
  {
    control:
      /^AwsSolutions-IAM5\[Resource::arn:<AWS::Partition>:config:<AWS::Region>:<AWS::AccountId>:config-rule\/\*\]$/,
    reason: 'AWS Config makes the id in the ARN of a rule when it creates the rule',
  },
  {
    control: new RegExp(
      `^${stateBucket}<AWS::AccountId>-<AWS::Region>/(backups|receipts|approvals|locks|fights|notices|findings|refresh)/\\*\\]$`,
    ),
    reason: 'one object for each bucket, write or instance, below a prefix that holds nothing else',
  },
  {
    control:
      /^AwsSolutions-IAM5\[Resource::arn:<AWS::Partition>:logs:<AWS::Region>:<AWS::AccountId>:log-group:\/aws\/lambda\/connect-storage-guard-[a-z-]+:\*\]$/,
    reason: "the log streams of the function's own log group, which Lambda names",
  },
  {
    control: /^NIST\.800\.53\.R5-IAMNoInlinePolicy$/,
    reason:
      'the policy of a role fits that role alone and goes with it; a managed policy could be attached to somebody else',
  },
  {
    control: /^NIST\.800\.53\.R5-LambdaInsideVPC$/,
    reason:
      'the functions call AWS APIs only and serve nobody; inside a VPC they would need an endpoint or a way out to the internet for each of eight services',
  },
  {
    control: /^NIST\.800\.53\.R5-LambdaConcurrency$/,
    reason:
      "those that must be alone are limited to one; to reserve for the others would take from the account's own functions, and AWS Config and Systems Manager pace them already",
  },
  {
    control: /^NIST\.800\.53\.R5-LambdaDLQ$/,
    on: /^(Evaluate\w+|FollowChanges|NotifyPeople)Function$/,
    reason:
      'events that failed for good go to the queue by an on-failure destination (AWS::Lambda::EventInvokeConfig), which the control does not look at',
  },
  {
    control: /^NIST\.800\.53\.R5-LambdaDLQ$/,
    on: /^(Remediate|Restore)BucketPolicyFunction$/,
    reason:
      'only Systems Manager calls them, and waits for the answer: a dead-letter queue gets none',
  },
  {
    control: /^NIST\.800\.53\.R5-CloudWatchLogGroupEncrypted$/,
    reason:
      'CloudWatch Logs encrypts them with its own key; they hold names and reasons, no recording and no policy of a customer, and a key of their own would be most of what the service costs',
  },
  {
    control: /^(AwsSolutions-S1|NIST\.800\.53\.R5-S3BucketLoggingEnabled)$/,
    reason:
      'server access logs need a second bucket; who reads or writes state is recorded by CloudTrail data events where the account has them',
  },
  {
    control: /^NIST\.800\.53\.R5-S3BucketReplicationEnabled$/,
    reason:
      'the state belongs to one region and its buckets; it is versioned, and nobody may delete backups',
  },
  {
    control: /^NIST\.800\.53\.R5-S3DefaultEncryptionKMS$/,
    reason:
      'encrypted with AES-256 by S3 unless the deployment names a key: one that is disabled takes every backup with it',
  },
  {
    control: /^AwsSolutions-SQS3$/,
    reason: 'it is itself where failed events end',
  },
  {
    control: /^NIST\.800\.53\.R5-SNSEncryptedKMS$/,
    reason:
      'with the key alias/aws/sns CloudWatch could not publish its alarms; messages hold names, reasons and commands only',
  },
];

/** The same of the buckets that members of an organization take code from. */
export const assetBucketSuppressions: readonly Suppression[] = [
  {
    control: /^(AwsSolutions-S1|NIST\.800\.53\.R5-S3BucketLoggingEnabled)$/,
    reason:
      'server access logs need a second bucket in each region, and only code that is public lies here',
  },
  {
    control: /^NIST\.800\.53\.R5-S3BucketReplicationEnabled$/,
    reason: 'each region has its own, filled by the same deployment',
  },
  {
    control: /^NIST\.800\.53\.R5-S3DefaultEncryptionKMS$/,
    reason:
      'every account of the organization reads it: a key would have to be open to all of them, to hide code that is public',
  },
];

/** The same of the stack with the StackSet and the aggregator. */
export const organizationSuppressions: readonly Suppression[] = [
  {
    control: /^AwsSolutions-IAM5\[Resource::\*\]$/,
    on: /^AggregatorRole$/,
    reason: 'lists of AWS Organizations have no narrower resource',
  },
  {
    control: /^NIST\.800\.53\.R5-IAMNoInlinePolicy$/,
    on: /^AggregatorRole$/,
    reason: 'the policy fits that role alone and goes with it',
  },
];
