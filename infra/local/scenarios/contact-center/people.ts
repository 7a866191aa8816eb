import { createRole, createUser } from '../../services/iam/entities.ts';
import type { World } from '../../world.ts';
import { allow, bucketArns, home, iamArn, trusting } from './place.ts';

/** Who is in the account, beside Amazon Connect and the guard. */
export const people = {
  /** Of the contact center: a permission set of IAM Identity Center. */
  administrator: iamArn(
    `role/aws-reserved/sso.amazonaws.com/${home.region}/AWSReservedSSO_ContactCenterAdmin_4f2a9c81d07e6b35`,
  ),
  /** May read all of S3 for reports: nobody thought of recordings. */
  analyst: iamArn('role/ReportingAnalyst'),
  /** The same, as a user. */
  dataScientist: iamArn('user/data-science/dana'),
  /** Reads configuration, never data. */
  auditor: iamArn('user/auditor'),
  /** Deploys the guard and puts its settings. */
  engineer: iamArn('role/PlatformEngineer'),
} as const;

const nameOf = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);

const assumableInAccount = trusting({ AWS: iamArn('root') });

const readAllData = allow([
  's3:GetObject',
  's3:ListBucket',
  's3:ListAllMyBuckets',
  's3:GetBucketLocation',
  'kms:Decrypt',
]);

/** For commands that resolve the roles and users of the settings. */
const seeWhoIsNamed = ['iam:GetRole', 'iam:GetUser', 'iam:ListRoles'];

/** For plans, which say who loses access by them. */
const seeWhoLosesAccess = [
  'cloudformation:DescribeStacks',
  'cloudformation:ListStackResources',
  'iam:GetAccountAuthorizationDetails',
];

/** For commands after which AWS Config looks again, and remediates again. */
const haveJudgedAgain = [
  'config:DeleteRemediationExceptions',
  'config:DescribeConfigRules',
  'config:DescribeRemediationExceptions',
  'config:StartConfigRulesEvaluation',
];

const readConfiguration = allow([
  'cloudformation:Describe*',
  'cloudformation:List*',
  'cloudtrail:DescribeTrails',
  'cloudtrail:GetEventSelectors',
  'cloudtrail:GetTrailStatus',
  'cloudwatch:DescribeAlarms',
  'config:Describe*',
  'config:Get*',
  'config:List*',
  'connect:Describe*',
  'connect:List*',
  'ds:DescribeDirectories',
  'events:Describe*',
  'events:List*',
  'firehose:DescribeDeliveryStream',
  'firehose:ListDeliveryStreams',
  'iam:Get*',
  'iam:List*',
  'kinesis:DescribeStreamSummary',
  'kinesis:ListStreams',
  'kms:DescribeKey',
  'kms:GetKeyPolicy',
  'kms:GetKeyRotationStatus',
  'kms:ListAliases',
  'kms:ListGrants',
  'kms:ListKeys',
  'lambda:Get*',
  'lambda:List*',
  'logs:Describe*',
  'logs:FilterLogEvents',
  'logs:GetLogEvents',
  's3:GetAccelerateConfiguration',
  's3:GetBucket*',
  's3:GetEncryptionConfiguration',
  's3:GetLifecycleConfiguration',
  's3:GetReplicationConfiguration',
  's3:ListAllMyBuckets',
  's3:ListBucket',
  'securityhub:DescribeHub',
  'sqs:GetQueueAttributes',
  'sqs:ListQueues',
  'ssm:Describe*',
  'ssm:GetAutomationExecution',
  'ssm:GetDocument',
  'ssm:ListDocuments',
]);

/** The guard's own state, which the auditor may read too: settings, inventory, backups, receipts. */
const stateBucket = `connect-storage-guard-${home.account}-${home.region}`;

/** Makes them. @returns the unique ids that bucket policies name */
export function seedPeople(world: World): {
  readonly administratorId: string;
  readonly auditorId: string;
} {
  const administrator = createRole(world, home, {
    name: nameOf(people.administrator),
    path: `/aws-reserved/sso.amazonaws.com/${home.region}/`,
    trustPolicy: trusting(
      { Federated: iamArn('saml-provider/AWSSSO_9f3b2c_DO_NOT_DELETE') },
      'sts:AssumeRoleWithSAML',
    ),
    policies: {
      AwsSSOInlinePolicy: allow(['connect:*', 'kms:Decrypt', 's3:*']),
      ApplyPlans: allow([...seeWhoIsNamed, ...seeWhoLosesAccess, ...haveJudgedAgain]),
    },
  });
  createRole(world, home, {
    name: nameOf(people.analyst),
    trustPolicy: assumableInAccount,
    policies: { ReadAllData: readAllData },
  });
  createUser(world, home, {
    name: nameOf(people.dataScientist),
    path: '/data-science/',
    policies: { ReadAllData: readAllData },
  });
  const auditor = createUser(world, home, {
    name: nameOf(people.auditor),
    policies: {
      ReadConfiguration: readConfiguration,
      ReadGuardState: allow(['s3:GetObject', 's3:ListBucket'], bucketArns(stateBucket)),
    },
  });
  createRole(world, home, {
    name: nameOf(people.engineer),
    trustPolicy: assumableInAccount,
    policies: {
      RunTheGuard: allow([
        ...seeWhoIsNamed,
        ...haveJudgedAgain,
        'iam:PassRole',
        'lambda:InvokeFunction',
        'ssm:GetAutomationExecution',
        'ssm:StartAutomationExecution',
      ]),
      GuardState: allow(['s3:GetObject', 's3:PutObject', 's3:ListBucket'], bucketArns(stateBucket)),
    },
  });
  return { administratorId: administrator.id, auditorId: auditor.id };
}
