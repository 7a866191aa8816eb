import {
  Aws,
  CfnCondition,
  CfnParameter,
  Fn,
  type ICfnConditionExpression,
  type Stack,
} from 'aws-cdk-lib';

/** What a deployment may choose. Everything else is in the settings, or fixed. */
export interface Parameters {
  readonly remediationAttempts: CfnParameter;
  readonly remediationRetrySeconds: CfnParameter;
  readonly configRecorderRoleArn: CfnParameter;
  readonly logRetentionDays: CfnParameter;
  readonly homeRegion: CfnParameter;
  readonly notificationEmail: CfnParameter;
  readonly securityHub: CfnParameter;
  readonly conformancePack: CfnParameter;
  readonly tracing: CfnParameter;
  readonly stateKeyArn: CfnParameter;
  readonly formerStateKeyArn: CfnParameter;
  readonly stateWriters: CfnParameter;
}

const keyArn = {
  type: 'String',
  default: '',
  allowedPattern: '^(arn:[^:*?]+:kms:[a-z0-9-]+:[0-9]{12}:key/[A-Za-z0-9-]+)?$',
  constraintDescription: 'must be the ARN of a KMS key, or empty',
};

export const declareParameters = (stack: Stack): Parameters => ({
  remediationAttempts: new CfnParameter(stack, 'RemediationAttempts', {
    type: 'Number',
    description:
      'How often AWS Config starts the remediation of one bucket before it gives up and adds a remediation exception',
    default: 5,
    minValue: 1,
    maxValue: 25,
  }),
  remediationRetrySeconds: new CfnParameter(stack, 'RemediationRetrySeconds', {
    type: 'Number',
    description: 'The time, in seconds, in which those attempts are counted',
    default: 60,
    minValue: 1,
    maxValue: 2_678_000,
  }),
  configRecorderRoleArn: new CfnParameter(stack, 'ConfigRecorderRoleArn', {
    type: 'String',
    description:
      "The role of AWS Config's recorder, which goes on reading the configuration of guarded buckets. Empty: AWS Config's service-linked role",
    default: '',
    allowedPattern: '^(arn:[^:*?]+:iam::[0-9]{12}:role/[^*?]+)?$',
    constraintDescription: 'must be the ARN of an IAM role, or empty',
  }),
  logRetentionDays: new CfnParameter(stack, 'LogRetentionDays', {
    type: 'Number',
    description: "How many days the functions' logs are kept",
    default: 90,
    allowedValues: [7, 14, 30, 60, 90, 180, 365, 731, 1827, 3653].map(String),
  }),
  homeRegion: new CfnParameter(stack, 'HomeRegion', {
    type: 'String',
    description:
      "The region in which AWS Config records IAM: there changes of administrators are judged at once, elsewhere once a day. Empty: the stack's own",
    default: '',
    allowedPattern: '^([a-z]{2,}(-[a-z]+)+-[0-9])?$',
    constraintDescription: 'must be the name of a region, or empty',
  }),
  notificationEmail: new CfnParameter(stack, 'NotificationEmail', {
    type: 'String',
    description:
      'An address that is subscribed to the topic over which people are told; it gets a mail to confirm that. Empty: none',
    default: '',
    allowedPattern: '^([^@ ]+@[^@ ]+)?$',
    constraintDescription: 'must be an e-mail address, or empty',
  }),
  securityHub: new CfnParameter(stack, 'SecurityHub', {
    type: 'String',
    description:
      "Whether findings go to AWS Security Hub, which must be enabled. OnSuppressingConfig adds an automation rule that suppresses AWS Config's own finding for each; only the Security Hub administrator, or an account that has none, can make one",
    default: 'Off',
    allowedValues: ['Off', 'On', 'OnSuppressingConfig'],
  }),
  conformancePack: new CfnParameter(stack, 'ConformancePack', {
    type: 'String',
    description:
      'Whether the rules are there once more as a conformance pack, which gives the account a score in AWS Config and is charged by evaluation as they are',
    default: 'Off',
    allowedValues: ['Off', 'On'],
  }),
  tracing: new CfnParameter(stack, 'Tracing', {
    type: 'String',
    description:
      'Whether Lambda sends a trace of each sampled invocation to AWS X-Ray, which is charged by trace. PassThrough: none of its own',
    default: 'PassThrough',
    allowedValues: ['PassThrough', 'Active'],
  }),
  stateKeyArn: new CfnParameter(stack, 'StateKeyArn', {
    ...keyArn,
    description:
      'A KMS key of this region that the state bucket is encrypted with; its policy must let the roles and people of the guard use it. Empty: by Amazon S3, with no key of yours',
  }),
  formerStateKeyArn: new CfnParameter(stack, 'FormerStateKeyArn', {
    ...keyArn,
    description:
      'The key that StateKeyArn named before: what was written with it goes on being read. Empty: none',
  }),
  stateWriters: new CfnParameter(stack, 'StateWriters', {
    type: 'String',
    description:
      'Who may write the settings, let people in and work on buckets with connect-guard, beside the guard itself: ARNs of roles and users, * for any part, with commas between. Empty: whoever may write to the state bucket by IAM',
    default: '',
    allowedPattern:
      '^(arn:[^:,]+:iam::[0-9*]+:(role|user)/[^,]+(,arn:[^:,]+:iam::[0-9*]+:(role|user)/[^,]+)*)?$',
    constraintDescription: 'must be ARNs of IAM roles and users with commas between, or empty',
  }),
});

/** What statements and properties depend on. */
export interface Conditions {
  readonly tracingIsActive: CfnCondition;
  readonly stateKeyIsGiven: CfnCondition;
  readonly formerStateKeyIsGiven: CfnCondition;
  /** Either of them. */
  readonly stateKeysAreGiven: CfnCondition;
  readonly stateWritersAreGiven: CfnCondition;
}

export function declareConditions(
  stack: Stack,
  { tracing, stateKeyArn, formerStateKeyArn, stateWriters }: Parameters,
): Conditions {
  const condition = (id: string, expression: ICfnConditionExpression) =>
    new CfnCondition(stack, id, { expression });
  const given = ({ valueAsString }: CfnParameter) =>
    Fn.conditionNot(Fn.conditionEquals(valueAsString, ''));
  return {
    tracingIsActive: condition(
      'TracingIsActive',
      Fn.conditionEquals(tracing.valueAsString, 'Active'),
    ),
    stateKeyIsGiven: condition('StateKeyIsGiven', given(stateKeyArn)),
    formerStateKeyIsGiven: condition('FormerStateKeyIsGiven', given(formerStateKeyArn)),
    stateKeysAreGiven: condition(
      'StateKeysAreGiven',
      Fn.conditionOr(given(stateKeyArn), given(formerStateKeyArn)),
    ),
    stateWritersAreGiven: condition('StateWritersAreGiven', given(stateWriters)),
  };
}

/** Whether AWS Config records IAM in another region than the stack's. */
export const homeIsElsewhere = (stack: Stack, { homeRegion }: Parameters): CfnCondition =>
  new CfnCondition(stack, 'HomeIsElsewhere', {
    expression: Fn.conditionNot(
      Fn.conditionOr(
        Fn.conditionEquals(homeRegion.valueAsString, ''),
        Fn.conditionEquals(homeRegion.valueAsString, Aws.REGION),
      ),
    ),
  });

/** The ARN given, or else that of AWS Config's service-linked role. */
export function recorderRoleArn(
  stack: Stack,
  { configRecorderRoleArn }: Parameters,
  serviceLinkedRole: string,
): string {
  const given = new CfnCondition(stack, 'ConfigRecorderRoleIsGiven', {
    expression: Fn.conditionNot(Fn.conditionEquals(configRecorderRoleArn.valueAsString, '')),
  });
  return Fn.conditionIf(
    given.logicalId,
    configRecorderRoleArn.valueAsString,
    serviceLinkedRole,
  ).toString();
}
