/** Actions of the tight policy that stay on every resource, and why AWS leaves no choice. */
export interface UnscopedActions {
  readonly actions: readonly string[];
  readonly because: string;
}

/**
 * None of these has a resource type in the service authorization reference.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
export const unscopedAdministration: readonly UnscopedActions[] = [
  {
    actions: [
      'connect:ListInstances',
      'ds:DescribeDirectories',
      'firehose:ListDeliveryStreams',
      'kinesis:ListStreams',
      'kms:ListAliases',
      'kms:ListKeys',
      'lambda:ListFunctions',
      'lex:GetBots',
      'lex:ListBots',
      'logs:DescribeLogGroups',
      'profile:ListAccountIntegrations',
      'profile:ListDomains',
      'profile:ListProfileObjectTypeTemplates',
      's3:ListAllMyBuckets',
      'voiceid:ListDomains',
    ],
    because: 'they list names of the whole account, from which the console lets one choose',
  },
  {
    actions: ['ds:CheckAlias', 'ds:CreateIdentityPoolDirectory'],
    because: 'they are asked before there is a directory to name',
  },
  {
    actions: ['voiceid:DescribeComplianceConsent'],
    because: 'consent is given once for the whole account',
  },
  {
    actions: [
      'servicequotas:GetAWSDefaultServiceQuota',
      'servicequotas:GetRequestedServiceQuotaChange',
      'servicequotas:ListAWSDefaultServiceQuotas',
      'servicequotas:ListRequestedServiceQuotaChangeHistory',
      'servicequotas:ListServiceQuotas',
      'servicequotas:ListServices',
      'cloudwatch:GetMetricData',
    ],
    because: 'quotas and metrics are read for the whole account',
  },
];

/** What wildcards of the published policy grant and no step of administration needs. */
export const omittedAdministration: readonly UnscopedActions[] = [
  {
    actions: [
      'kms:DescribeCustomKeyStores',
      'kms:GetParametersForImport',
      'kms:ListRetirableGrants',
    ],
    because: "they manage key material and key stores, not an instance's storage",
  },
  {
    actions: [
      'servicequotas:GetAssociationForServiceQuotaTemplate',
      'servicequotas:GetAutoManagementConfiguration',
      'servicequotas:GetQuotaUtilizationReport',
      'servicequotas:GetServiceQuotaIncreaseRequestFromTemplate',
      'servicequotas:ListServiceQuotaIncreaseRequestsInTemplate',
      'servicequotas:ListTagsForResource',
    ],
    because: 'they manage the quotas of an organization',
  },
];
