import type { CfnFunction } from 'aws-cdk-lib/aws-lambda';

/** A step of an Automation document, in Systems Manager's spelling. */
export type Step = Readonly<Record<string, unknown>> & { readonly name: string };

/** What a function answers: all of them end the execution as a success. */
export const outcomes = [
  'REMEDIATED',
  'ALREADY_COMPLIANT',
  'REFUSED',
  'UNDECIDED',
  'ROLLED_BACK',
  'CONFLICT',
  'RESTORED',
  'ADOPTED',
  'FIGHTING',
  'PLANNED',
] as const;

interface FunctionCall {
  readonly name: string;
  readonly lambda: CfnFunction;
  /** The event, as JSON: whatever is filled in admits no quote or backslash. */
  readonly event: string;
  readonly nextStep: string;
  /** Fields of the answer that are texts, by the name of the output. */
  readonly texts?: Readonly<Record<string, string>>;
}

/**
 * Calls a function. Its outcome is the output `Status`, with `Reasons`; the execution fails only
 * when the function does.
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/automation-action-lamb.html
 */
export const callFunction = ({ name, lambda, event, nextStep, texts }: FunctionCall): Step => ({
  name,
  action: 'aws:invokeLambdaFunction',
  timeoutSeconds: 300,
  maxAttempts: 1,
  onFailure: 'Abort',
  nextStep,
  inputs: { FunctionName: lambda.ref, InvocationType: 'RequestResponse', Payload: event },
  outputs: [
    { Name: 'Status', Selector: '$.Payload.status', Type: 'String' },
    { Name: 'Reasons', Selector: '$.Payload.reasons', Type: 'StringList' },
    ...Object.entries(texts ?? {}).map(([Name, field]) => ({
      Name,
      Selector: `$.Payload.${field}`,
      Type: 'String',
    })),
  ],
});

/** Ends in success with an outcome that is known. Must stand right before {@link endings}. */
export const decide = (name: string, step: string, goesOn?: Readonly<Record<string, string>>) => ({
  name,
  action: 'aws:branch',
  inputs: {
    Choices: outcomes.map((outcome) => ({
      NextStep: goesOn?.[outcome] ?? 'Finish',
      Variable: `{{ ${step}.Status }}`,
      StringEquals: outcome,
    })),
    Default: 'FailWithoutStatus',
  },
});

/** Where every document ends. */
export const endings: readonly Step[] = [
  {
    name: 'FailWithoutStatus',
    action: 'aws:executeScript',
    onFailure: 'Abort',
    isEnd: true,
    inputs: {
      Runtime: 'python3.11',
      Handler: 'fail',
      Script:
        'def fail(events, context):\n    raise Exception("The function answered no status that this document knows")\n',
    },
  },
  { name: 'Finish', action: 'aws:sleep', isEnd: true, inputs: { Duration: 'PT1S' } },
];
