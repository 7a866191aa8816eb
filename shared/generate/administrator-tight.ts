import { parseArn } from '#shared/connect/arn.ts';
import type { RawStatement } from '#shared/policy/document.ts';
import { profileActions } from './administrator-article.ts';
import type { AdministratorPolicyFacts } from './administrator-facts.ts';
import { bucketResources } from './bucket-policy.ts';
import { unscopedAdministration } from './unscoped-administration.ts';

const keyActions = [
  'kms:Decrypt',
  'kms:DescribeKey',
  'kms:GetKeyLastUsage',
  'kms:GetKeyPolicy',
  'kms:GetKeyRotationStatus',
  'kms:GetPublicKey',
  'kms:ListGrants',
  'kms:ListKeyPolicies',
  'kms:ListKeyRotations',
  'kms:ListResourceTags',
];

/** A statement on resources of which there may be none: then there is no statement. */
const allow = (
  Sid: string,
  Action: readonly string[],
  Resource: readonly string[],
): readonly RawStatement[] =>
  Resource.length === 0 ? [] : [{ Sid, Effect: 'Allow', Action, Resource }];

/**
 * The published policy with every action held to what belongs to the instance, else to its account
 * and region, wherever AWS knows a resource or a condition for it.
 */
export function tightAdministration(facts: AdministratorPolicyFacts): readonly RawStatement[] {
  const { instance, alias, serviceRole, directory = '*', profilesDomain } = facts;
  const { partition, region, account } = parseArn(instance);
  const own = (service: string, resource: string): string =>
    `arn:${partition}:${service}:${region}:${account}:${resource}`;
  const domain = own('profile', `domains/${profilesDomain ?? 'amazon-connect-*'}`);
  return [
    ...allow('Connect', ['connect:*'], [instance, `${instance}/*`]),
    ...allow(
      'CloudWatchLogs',
      ['logs:Describe*', 'logs:Get*', 'logs:CreateLogGroup'],
      [own('logs', `log-group:/aws/connect/${alias}:*`)],
    ),
    {
      Sid: 'S3',
      Effect: 'Allow',
      Action: ['s3:Get*', 's3:List*'],
      Resource: facts.buckets.flatMap((bucket) => bucketResources(partition, bucket)),
      // A bucket that is gone can be made anew by a stranger.
      Condition: { StringEquals: { 'aws:ResourceAccount': account } },
    },
    ...allow('Iam', ['iam:PutRolePolicy'], [serviceRole]),
    {
      Sid: 'LambdaAssociate',
      Effect: 'Allow',
      Action: 'lambda:AddPermission',
      Resource: own('lambda', 'function:*'),
      Condition: { StringEquals: { 'lambda:Principal': 'connect.amazonaws.com' } },
    },
    ...allow(
      'LexBotAssociate',
      ['lex:DescribeBotAlias', 'lex:CreateResourcePolicy', 'lex:UpdateResourcePolicy'],
      [own('lex', 'bot-alias/*/*')],
    ),
    ...allow('LexBots', ['lex:ListBotAliases'], [own('lex', 'bot/*')]),
    ...allow(
      'Profile',
      [...profileActions, 'profile:GetDomain'],
      profilesDomain === undefined ? [domain] : [domain, `${domain}/*`],
    ),
    ...allow(
      'Directory',
      [
        'ds:AuthorizeApplication',
        'ds:CreateAlias',
        'ds:DeleteDirectory',
        'ds:UnauthorizeApplication',
      ],
      [own('ds', `directory/${directory}`)],
    ),
    ...allow('DeliveryStreams', ['firehose:DescribeDeliveryStream'], facts.deliveryStreams),
    ...allow('Streams', ['kinesis:DescribeStream'], facts.streams),
    ...allow('Keys', keyActions, facts.keys),
    ...allow('VoiceId', ['voiceid:Describe*', 'voiceid:List*'], [own('voiceid', 'domain/*')]),
    ...allow(
      'ServiceQuotas',
      [
        'servicequotas:GetServiceQuota',
        'servicequotas:ListRequestedServiceQuotaChangeHistoryByQuota',
        'servicequotas:RequestServiceQuotaIncrease',
      ],
      [own('servicequotas', 'connect/*')],
    ),
    ...allow(
      'AllowAnyResource',
      unscopedAdministration.flatMap(({ actions }) => actions),
      ['*'],
    ),
  ];
}
