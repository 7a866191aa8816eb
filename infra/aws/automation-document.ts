import type { CfnRole } from 'aws-cdk-lib/aws-iam';
import type { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnDocument } from 'aws-cdk-lib/aws-ssm';
import { roleName } from '#shared/connect/deployment.ts';
import type { Step } from './automation-steps.ts';
import type { Parts } from './parts.ts';
import { type AllowStatement, guardRole } from './role.ts';

export interface Parameter {
  readonly description: string;
  /** A Java regular expression that the whole value must match. */
  readonly allowedPattern: string;
  /** Absent: the parameter is required. */
  readonly default?: string;
  /** `String` unless given. */
  readonly type?: 'String' | 'StringList';
  /** The field of the function's event that carries the value, if one does. */
  readonly field?: string;
}

export type ParametersByName = Readonly<Record<string, Parameter>>;

export interface DocumentProperties {
  /** The prefix of its logical id. */
  readonly id: string;
  readonly documentName: string;
  readonly description: string;
  /** The name of the role that Systems Manager takes. */
  readonly roleName: string;
  /** What the role may do, no more. */
  readonly statements: readonly AllowStatement[];
  readonly parameters: ParametersByName;
  readonly steps: readonly Step[];
  /** Each names `Step.Output`. */
  readonly outputs: readonly string[];
}

export interface AutomationDocument {
  readonly document: CfnDocument;
  readonly role: CfnRole;
}

/** An Automation document, and the role that it runs under. */
export function automationDocument(
  parts: Parts,
  properties: DocumentProperties,
): AutomationDocument {
  const { partition, account, region } = parts.deployment;
  const { documentName, description, statements, steps, outputs } = properties;
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
    statements,
  });
  const document = new CfnDocument(parts.stack, `${properties.id}Document`, {
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
      mainSteps: steps,
      outputs,
    },
  });
  return { document, role };
}

const declarations = (parameters: ParametersByName) =>
  Object.fromEntries(
    Object.entries(parameters).map(([name, { field, ...declared }]) => [
      name,
      { type: 'String', ...declared },
    ]),
  );

/**
 * The event of a function, from the parameters that are fields of it. Their patterns admit no quote
 * or backslash, so it stays JSON.
 */
export const eventOf = (parameters: ParametersByName, more: object = {}): string =>
  JSON.stringify({
    ...Object.fromEntries(
      Object.entries(parameters).flatMap(([name, { field }]) =>
        field === undefined ? [] : [[field, `{{ ${name} }}`]],
      ),
    ),
    executionId: '{{ automation:EXECUTION_ID }}',
    ...more,
  });

/** Lets Systems Manager call one function. */
export const callOnly = ({ attrArn }: CfnFunction): AllowStatement => ({
  Sid: 'CallTheFunction',
  Action: 'lambda:InvokeFunction',
  Resource: attrArn,
});
