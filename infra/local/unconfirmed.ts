/** A fact about AWS that nobody could confirm without a live account. */
export interface UnconfirmedFact {
  readonly id: string;
  readonly question: string;
  /** The code that rests on it. */
  readonly restsOn: readonly string[];
  /** Why a wrong answer does no harm. */
  readonly failsSafe: string;
  /** What to do on a live account to settle it. */
  readonly experiment: string;
  /** What the embedded AWS does unless told otherwise. */
  readonly assumed: boolean;
}

export const unconfirmedFacts = [
  {
    id: 'function-error-fails-automation-step',
    question: 'Does FunctionError alone fail an aws:invokeLambdaFunction step?',
    restsOn: ['infra/aws remediation documents'],
    failsSafe: 'The documents also branch on the status in the payload.',
    experiment: 'Run an automation whose function throws; look at the step status.',
    assumed: true,
  },
  {
    id: 'automation-selects-inside-payload',
    question: 'Can the outputs of aws:invokeLambdaFunction select members of its Payload?',
    restsOn: ['infra/aws remediation documents', 'infra/local/automation/run.ts'],
    failsSafe:
      'Without a status the documents fail: nothing is written twice, and Config stops trying once the bucket is compliant or its attempts are used up.',
    experiment:
      'Run an automation with an output of Selector $.Payload.status; look at its outputs.',
    assumed: true,
  },
  {
    id: 'config-tells-functions-its-rule',
    question: 'Does AWS Config send aws:SourceArn when it invokes the function of a rule?',
    restsOn: ['infra/aws permission of evaluate-buckets'],
    failsSafe: 'The permission asks for aws:SourceAccount alone, which Config documents.',
    experiment:
      'Permit config.amazonaws.com with a SourceArn of the rule; see whether it can invoke.',
    assumed: false,
  },
  {
    id: 'config-takes-evaluations-of-unrecorded-resources',
    question: 'Does PutEvaluations store an evaluation of a resource that was never recorded?',
    restsOn: ['shared/usecases evaluation of scheduled runs'],
    failsSafe:
      'Evaluations that Config lists as failed make the evaluator fail: never COMPLIANT, and the event ends in the dead-letter queue.',
    experiment:
      'From a scheduled rule, report a bucket that does not exist; look at FailedEvaluations.',
    assumed: true,
  },
  {
    id: 'config-keeps-the-later-evaluation',
    question:
      'Does AWS Config keep an evaluation when one with an earlier OrderingTimestamp arrives after it?',
    restsOn: ['shared/usecases/evaluate.ts', 'infra/local/services/config/evaluations.ts'],
    failsSafe:
      'A verdict that was overtaken on its way stands until the rule is started again, within six hours; what is written to a bucket never rests on a verdict.',
    experiment:
      'With one result token put COMPLIANT, then NON_COMPLIANT with a time an hour before; ask for the compliance of the resource.',
    assumed: true,
  },
  {
    id: 'config-counts-successful-remediations',
    question:
      'Do remediations that succeeded count towards MaximumAutomaticAttempts within RetryAttemptSeconds?',
    restsOn: ['infra/aws remediation documents: a refusal ends as Success'],
    failsSafe:
      'A refused bucket gets an exception after that many evaluations in that time; it stays NON_COMPLIANT and nothing is written.',
    experiment:
      'Give a rule 2 attempts in 3,600 s and a document that does nothing; evaluate thrice.',
    assumed: false,
  },
  {
    id: 'put-bucket-policy-refuses-self-lockout',
    question:
      'Does PutBucketPolicy without ConfirmRemoveSelfBucketAccess refuse a policy that keeps its author from changing it again?',
    restsOn: ['infra/local/services/s3'],
    failsSafe:
      'The guard refuses such a policy before S3 is asked, and a put that S3 rejects changes nothing.',
    experiment:
      'As a role, put a policy that denies s3:PutBucketPolicy to everyone, without the header; undo it as root.',
    assumed: false,
  },
  {
    id: 'connect-reads-need-directory-read',
    question: 'Do connect:ListInstances and DescribeInstance also need ds:DescribeDirectories?',
    restsOn: ['infra/aws role of follow-changes', 'infra/local/services/connect'],
    failsSafe:
      'The role is granted it; without it the inventory is unreadable, which is never "no instances".',
    experiment: 'Call ListInstances as a role that is allowed connect:ListInstances alone.',
    assumed: true,
  },
  {
    id: 'pre-2018-instance-tells-its-role',
    question:
      'Do ListInstances and DescribeInstance give ServiceRole for an instance made before 2018-10-17?',
    restsOn: ['shared/aws/iam.ts connectRolesNaming', 'infra/local/scenarios/contact-center'],
    failsSafe:
      'Where it is absent the role is the one that trusts Connect and names the bucket in its policies; where none or several do, nothing is written.',
    experiment: 'Call ListInstances in an account that has such an instance.',
    assumed: false,
  },
  {
    id: 'cloudtrail-spells-connect-like-its-api',
    question:
      'Does CloudTrail show the request parameters of Amazon Connect as its API spells them (InstanceId)?',
    restsOn: ['functions/follow-changes', 'infra/local/services/events/cloudtrail-event.ts'],
    failsSafe:
      'An event that names no instance refreshes the whole inventory, and the schedule does so anyway.',
    experiment:
      'Call AssociateInstanceStorageConfig and look at requestParameters in the event history.',
    assumed: true,
  },
  {
    id: 'account-has-a-trail',
    question: 'Does a trail log management events, so that EventBridge is told of calls?',
    restsOn: ['infra/aws rules with event patterns', 'infra/local/services/events'],
    failsSafe:
      'Without one the inventory is refreshed on its schedule only, and Config still tells of buckets.',
    experiment: 'Deploy into an account without a trail, change a storage association, and wait.',
    assumed: true,
  },
  {
    id: 'connect-writes-under-the-managed-stream-key',
    question: 'Can Connect write contact records to a stream encrypted with alias/aws/kinesis?',
    restsOn: [
      'shared/rules stream-key-usable-by-connect',
      'infra/local/services/connect/records.ts',
    ],
    failsSafe:
      'Such a stream is COMPLIANT with a note that says so; a setting makes it NON_COMPLIANT.',
    experiment:
      'Encrypt the stream of an instance with alias/aws/kinesis, take a call, and read the stream.',
    assumed: true,
  },
  {
    id: 'config-names-connect-instances-by-arn',
    question: 'Is the resourceId of AWS::Connect::Instance in AWS Config its ARN?',
    restsOn: ['shared/usecases evaluation of instances', 'infra/local/services/connect/state.ts'],
    failsSafe:
      'Every resourceId is taken from Config as it is; one that names no known instance is never COMPLIANT.',
    experiment: 'List the discovered resources of type AWS::Connect::Instance.',
    assumed: true,
  },
] as const satisfies readonly UnconfirmedFact[];

export type UnconfirmedFactId = (typeof unconfirmedFacts)[number]['id'];

/** The answers that one embedded AWS runs with. */
export type UnconfirmedAnswers = Readonly<Record<UnconfirmedFactId, boolean>>;

/** The assumed answers, with some turned over. */
export function answers(flipped: readonly UnconfirmedFactId[] = []): UnconfirmedAnswers {
  return Object.fromEntries(
    unconfirmedFacts.map(({ id, assumed }) => [id, flipped.includes(id) ? !assumed : assumed]),
  ) as Record<UnconfirmedFactId, boolean>;
}
