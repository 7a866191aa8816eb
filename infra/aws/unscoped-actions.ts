/**
 * The actions that our roles are granted on `Resource: "*"`, each with the reason: AWS knows no
 * narrower resource for them. A test holds the roles to this list.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/
 */
export const unscopedActions: Readonly<Record<string, string>> = {
  'cloudwatch:GetMetricData': 'metrics are no resource; none of them says more than a count',
  'cloudtrail:DescribeTrails': 'has no resource type: it lists the trails of the account',
  'config:DescribeConfigurationRecorderStatus':
    "asks for the account's own recorder, whatever its name; says only whether it records",
  'config:DescribeRemediationExceptions': 'has no resource type: the rules are named by the call',
  'config:PutEvaluations':
    'has no resource type; what may be reported is fixed by the result token',
  'connect:ListInstances': 'has no resource type: it lists the instances of the account',
  'ds:DescribeDirectories': 'has no resource type; ListInstances depends on it',
  'firehose:ListDeliveryStreams':
    'has no resource type: it lists the delivery streams of the account',
  'iam:ListRoles': 'has no resource type: it lists the roles of the account',
  's3:ListAllMyBuckets': 'has no resource type: it lists the buckets of the account',
  'xray:PutTelemetryRecords':
    'has no resource type; granted only with the parameter Tracing, and says how many traces were sent',
  'xray:PutTraceSegments':
    'has no resource type; granted only with the parameter Tracing, and adds to the traces of the account',
};

/** The same of the role with which AWS Config lists the accounts of an organization. */
export const unscopedOrganizationActions: Readonly<Record<string, string>> = {
  'organizations:DescribeOrganization': 'asks for the one organization that the account is in',
  'organizations:ListAccounts': 'has no resource type: it lists the accounts of the organization',
  'organizations:ListAWSServiceAccessForOrganization':
    'has no resource type: it lists the services that the organization trusts',
  'organizations:ListDelegatedAdministrators':
    'has no resource type: it lists the accounts to which a service is delegated',
};
