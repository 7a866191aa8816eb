import type { CfnRole } from 'aws-cdk-lib/aws-iam';
import type { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnDocument } from 'aws-cdk-lib/aws-ssm';
import { roleName } from '#shared/connect/deployment.ts';
import type { Parts } from './parts.ts';
import { guardRole } from './role.ts';

/** What a function answers: all of them end the execution as a success. */
const outcomes = [
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

interface Parameter {
  readonly description: string;
  /** A Java regular expression that the whole value must match. */
  readonly allowedPattern: string;
  /** Absent: the parameter is required. */
  readonly default?: string;
  /** The field of the function's event that carries the value. */
  readonly field: string;
}

export interface DocumentProperties {
  /** The one step that does something. */
  readonly step: 'Remediate' | 'Restore';
  readonly documentName: string;
  readonly description: string;
  readonly lambda: CfnFunction;
  /** The name of the role that Systems Manager takes: it may call the function, no more. */
  readonly roleName: string;
  readonly parameters: Readonly<Record<string, Parameter>>;
}

export interface AutomationDocument {
  readonly document: CfnDocument;
  readonly role: CfnRole;
}

/**
 * An Automation document that calls one function. Its outcome is the output `Status`, with
 * `Reasons`; the execution fails only when the function does, and AWS Config then tries again.
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/automation-action-lamb.html
 */
export function automationDocument(
  parts: Parts,
  properties: DocumentProperties,
): AutomationDocument {
  const { partition, account, region } = parts.deployment;
  const { step, documentName, description, lambda } = properties;
  const roleArn = `arn:${partition}:iam::${account}:role/${roleName(properties.roleName, region)}`;
  const role = guardRole(parts, {
    name: properties.roleName,
    description: `Lets Systems Manager Automation run ${documentName}`,
    service: 'ssm.amazonaws.com',
    condition: {
      StringEquals: { 'aws:SourceAccount': account },
      ArnLike: {
        'aws:SourceArn': `arn:${partition}:ssm:${region}:${account}:automation-execution/*`,
      },
    },
    statements: [
      { Sid: 'CallTheFunction', Action: 'lambda:InvokeFunction', Resource: lambda.attrArn },
    ],
  });
  const document = new CfnDocument(parts.stack, `${step}Document`, {
    name: documentName,
    documentType: 'Automation',
    documentFormat: 'JSON',
    updateMethod: 'NewVersion',
    content: {
      schemaVersion: '0.3',
      description,
      assumeRole: '{{ AutomationAssumeRole }}',
      parameters: {
        ...declarations(properties.parameters),
        AutomationAssumeRole: {
          type: 'String',
          description: 'The role made for this document. No other is accepted',
          default: roleArn,
          allowedPattern: `^${roleArn}$`,
        },
      },
      mainSteps: [
        callFunction(step, lambda, properties.parameters),
        {
          name: 'Decide',
          action: 'aws:branch',
          inputs: {
            Choices: outcomes.map((outcome) => ({
              NextStep: 'Finish',
              Variable: `{{ ${step}.Status }}`,
              StringEquals: outcome,
            })),
            Default: 'FailWithoutStatus',
          },
        },
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
      ],
      outputs: [`${step}.Status`, `${step}.Reasons`],
    },
  });
  return { document, role };
}

const declarations = (parameters: DocumentProperties['parameters']) =>
  Object.fromEntries(
    Object.entries(parameters).map(([name, { field, ...declared }]) => [
      name,
      { type: 'String', ...declared },
    ]),
  );

/** The patterns of the parameters admit no quote or backslash, so the payload stays JSON. */
const callFunction = (
  step: string,
  lambda: CfnFunction,
  parameters: DocumentProperties['parameters'],
) => ({
  name: step,
  action: 'aws:invokeLambdaFunction',
  timeoutSeconds: 300,
  maxAttempts: 1,
  onFailure: 'Abort',
  nextStep: 'Decide',
  inputs: {
    FunctionName: lambda.ref,
    InvocationType: 'RequestResponse',
    Payload: JSON.stringify({
      ...Object.fromEntries(
        Object.entries(parameters).map(([name, { field }]) => [field, `{{ ${name} }}`]),
      ),
      executionId: '{{ automation:EXECUTION_ID }}',
    }),
  },
  outputs: [
    { Name: 'Status', Selector: '$.Payload.status', Type: 'String' },
    { Name: 'Reasons', Selector: '$.Payload.reasons', Type: 'StringList' },
  ],
});
