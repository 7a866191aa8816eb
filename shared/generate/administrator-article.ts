import { parseArn } from '#shared/connect/arn.ts';
import type { RawStatement } from '#shared/policy/document.ts';
import type { AdministratorPolicyFacts } from './administrator-facts.ts';
import { bucketResources } from './bucket-policy.ts';

/** What an administrator does with the instance's Customer Profiles domain. */
export const profileActions = [
  'AddProfileKey',
  'CreateDomain',
  'CreateProfile',
  'DeleteDomain',
  'DeleteIntegration',
  'DeleteProfile',
  'DeleteProfileKey',
  'DeleteProfileObject',
  'DeleteProfileObjectType',
  'GetIntegration',
  'GetMatches',
  'GetProfileObjectType',
  'ListIntegrations',
  'ListProfileObjects',
  'ListProfileObjectTypes',
  'ListTagsForResource',
  'MergeProfiles',
  'PutIntegration',
  'PutProfileObject',
  'PutProfileObjectType',
  'SearchProfiles',
  'TagResource',
  'UntagResource',
  'UpdateDomain',
  'UpdateProfile',
].map((name) => `profile:${name}`);

const anyResource = [
  'connect:ListInstances',
  'profile:ListAccountIntegrations',
  'profile:GetDomain',
  'profile:ListDomains',
  'profile:GetProfileObjectType',
  'profile:ListProfileObjectTypeTemplates',
  'ds:CreateAlias',
  'ds:AuthorizeApplication',
  'ds:CreateIdentityPoolDirectory',
  'ds:DeleteDirectory',
  'ds:DescribeDirectories',
  'ds:UnauthorizeApplication',
  'ds:CheckAlias',
  'firehose:DescribeDeliveryStream',
  'firehose:ListDeliveryStreams',
  'kinesis:DescribeStream',
  'kinesis:ListStreams',
  'kms:Describe*',
  'kms:List*',
  'kms:Get*',
  'kms:Decrypt',
  'lex:GetBots',
  'lex:ListBots',
  'lex:ListBotAliases',
  's3:GetBucketLocation',
  's3:ListAllMyBuckets',
  'lambda:ListFunctions',
  'voiceid:Describe*',
  'voiceid:List*',
  'logs:DescribeLogGroups',
];

/** The published policy for the administrator of one instance, filled in. Several buckets are listed. */
export function articleAdministration(facts: AdministratorPolicyFacts): readonly RawStatement[] {
  const { instance, alias, serviceRole } = facts;
  const { partition, region, account } = parseArn(instance);
  const inRegion = (service: string, resource: string): string =>
    `arn:${partition}:${service}:${region}:${account}:${resource}`;
  return [
    {
      Sid: 'Connect',
      Effect: 'Allow',
      Action: ['connect:*'],
      Resource: [instance, `${instance}/*`],
    },
    {
      Sid: 'CloudWatchLogs',
      Effect: 'Allow',
      Action: ['logs:Describe*', 'logs:Get*', 'logs:CreateLogGroup'],
      Resource: [`arn:${partition}:logs:*:*:log-group:/aws/connect/${alias}:*`],
    },
    {
      Sid: 'S3',
      Effect: 'Allow',
      Action: ['s3:Get*', 's3:List*'],
      Resource: facts.buckets.flatMap((bucket) => bucketResources(partition, bucket)),
    },
    { Sid: 'Iam', Effect: 'Allow', Action: 'iam:PutRolePolicy', Resource: serviceRole },
    {
      Sid: 'LambdaAssociate',
      Effect: 'Allow',
      Action: 'lambda:AddPermission',
      Resource: inRegion('lambda', 'function:*'),
    },
    {
      Sid: 'LexBotAssociate',
      Effect: 'Allow',
      Action: ['lex:DescribeBotAlias', 'lex:CreateResourcePolicy', 'lex:UpdateResourcePolicy'],
      Resource: inRegion('lex', 'bot-alias/*/*'),
    },
    {
      Sid: 'Profile',
      Effect: 'Allow',
      Action: profileActions,
      Resource: `arn:${partition}:profile:*:*:domains/amazon-connect-*`,
    },
    { Sid: 'AllowAnyResource', Effect: 'Allow', Action: anyResource, Resource: '*' },
    {
      Sid: 'ReadServiceQuotas',
      Effect: 'Allow',
      Action: ['servicequotas:List*', 'servicequotas:Get*', 'cloudwatch:GetMetricData'],
      Resource: '*',
    },
    {
      Sid: 'ServiceQuotas',
      Effect: 'Allow',
      Action: ['servicequotas:RequestServiceQuotaIncrease'],
      Resource: `arn:${partition}:servicequotas:*:*:connect/*`,
    },
  ];
}
