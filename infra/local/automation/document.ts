import { isJsonList, isJsonObject, type Json, type JsonObject } from '../cloudformation/json.ts';
import {
  anyObject,
  boolean,
  listOf,
  mapOf,
  number,
  object,
  oneOf,
  type Properties,
  readProperties,
  string,
} from '../cloudformation/properties.ts';
import { TemplateError } from '../cloudformation/template.ts';
import { defined } from '../defined.ts';

export type ParameterType =
  | 'String'
  | 'StringList'
  | 'Boolean'
  | 'Integer'
  | 'MapList'
  | 'StringMap'
  | 'AWS::IAM::Role::Arn'
  | 'AWS::S3::Bucket::Name';

export interface DocumentParameter {
  readonly type: ParameterType;
  readonly default?: Json;
  readonly allowedValues?: readonly Json[];
  readonly allowedPattern?: string;
  readonly minChars?: number;
  readonly maxChars?: number;
}

export interface StepOutput {
  readonly name: string;
  /** `$.Payload.status`, without the leading `$`: the path below the step's response. */
  readonly selector: string;
  readonly type: string;
}

export const stepActions = [
  'aws:approve',
  'aws:invokeLambdaFunction',
  'aws:branch',
  'aws:executeAwsApi',
  'aws:assertAwsResourceProperty',
  'aws:executeScript',
  'aws:sleep',
] as const;

export interface DocumentStep {
  readonly name: string;
  readonly action: (typeof stepActions)[number];
  readonly inputs: JsonObject;
  readonly outputs: readonly StepOutput[];
  /** `Abort` (default), `Continue` or `step:NAME`. */
  readonly onFailure: string;
  readonly nextStep?: string;
  readonly isEnd: boolean;
  /** Default true: when it fails the execution is Failed even if it went on. */
  readonly isCritical: boolean;
  readonly maxAttempts: number;
  readonly timeoutSeconds?: number;
}

/**
 * An Automation runbook, schema version 0.3.
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/documents-schemas-features.html
 */
export interface AutomationDocument {
  readonly assumeRole?: string;
  readonly parameters: Readonly<Record<string, DocumentParameter>>;
  readonly steps: readonly DocumentStep[];
  /** Each names `Step.Output`. */
  readonly outputs: readonly string[];
}

const parameterTypes = [
  'String',
  'StringList',
  'Boolean',
  'Integer',
  'MapList',
  'StringMap',
  'AWS::IAM::Role::Arn',
  'AWS::S3::Bucket::Name',
] as const satisfies readonly ParameterType[];

/** @throws {@link TemplateError} with the path of whatever is wrong or not supported. */
export function parseAutomationDocument(content: Json, path = 'Content'): AutomationDocument {
  const document = readProperties(content, path, (source) => {
    source.required('schemaVersion', oneOf('0.3'));
    source.optional('description', string);
    const assumeRole = source.optional('assumeRole', string);
    return {
      ...(assumeRole === undefined ? {} : { assumeRole }),
      parameters: source.optional('parameters', mapOf(object(parseParameter))) ?? {},
      steps: source.required('mainSteps', listOf(object(parseStep))),
      outputs: source.optional('outputs', listOf(string)) ?? [],
    };
  });
  checkSteps(document.steps, path);
  return document;
}

function parseParameter(source: Properties): DocumentParameter {
  source.optional('description', string);
  const fields = {
    type: source.required('type', oneOf(...parameterTypes)),
    default: source.optional('default', (value): Json => value),
    allowedValues: source.optional(
      'allowedValues',
      listOf((value): Json => value),
    ),
    allowedPattern: source.optional('allowedPattern', string),
    minChars: source.optional('minChars', number),
    maxChars: source.optional('maxChars', number),
  };
  return defined(fields);
}

function parseStep(source: Properties): DocumentStep {
  source.optional('description', string);
  const nextStep = source.optional('nextStep', string);
  const timeoutSeconds = source.optional('timeoutSeconds', number);
  return {
    name: source.required('name', string),
    action: source.required('action', oneOf(...stepActions)),
    inputs: source.optional('inputs', anyObject) ?? {},
    outputs: source.optional('outputs', listOf(object(parseOutput))) ?? [],
    onFailure: source.optional('onFailure', string) ?? 'Abort',
    ...(nextStep === undefined ? {} : { nextStep }),
    isEnd: source.optional('isEnd', boolean) ?? false,
    isCritical: source.optional('isCritical', boolean) ?? true,
    maxAttempts: source.optional('maxAttempts', number) ?? 1,
    ...(timeoutSeconds === undefined ? {} : { timeoutSeconds }),
  };
}

function parseOutput(source: Properties): StepOutput {
  const selector = source.required('Selector', string);
  return {
    name: source.required('Name', string),
    selector: selector.replace(/^\$\.?/, ''),
    type: source.optional('Type', string) ?? 'String',
  };
}

function checkSteps(steps: readonly DocumentStep[], path: string): void {
  const names = steps.map(({ name }) => name);
  if (names.length === 0) throw new TemplateError(`${path}.mainSteps`, 'has no step');
  steps.forEach((step, index) => {
    const at = `${path}.mainSteps[${index}]`;
    if (names.indexOf(step.name) !== index) {
      throw new TemplateError(`${at}.name`, `there is another step named ${step.name}`);
    }
    if (step.nextStep !== undefined && !names.includes(step.nextStep)) {
      throw new TemplateError(`${at}.nextStep`, `there is no step ${step.nextStep}`);
    }
    for (const target of step.action === 'aws:branch' ? branchTargets(step.inputs) : []) {
      if (!names.includes(target)) {
        throw new TemplateError(`${at}.inputs`, `there is no step ${target}`);
      }
    }
    const { onFailure } = step;
    const named = onFailure.startsWith('step:') && names.includes(onFailure.slice('step:'.length));
    if (onFailure !== 'Abort' && onFailure !== 'Continue' && !named) {
      throw new TemplateError(`${at}.onFailure`, `${onFailure} is not Abort, Continue or a step`);
    }
    if (step.action === 'aws:invokeLambdaFunction' && (step.timeoutSeconds ?? 0) > 300) {
      throw new TemplateError(`${at}.timeoutSeconds`, 'a Lambda step lasts at most 300 seconds');
    }
  });
}

function branchTargets({ Choices: choices, Default: otherwise }: JsonObject): string[] {
  const next = isJsonList(choices)
    ? choices.map((choice) => (isJsonObject(choice) ? choice.NextStep : undefined))
    : [];
  return [...next, otherwise].filter((target) => typeof target === 'string');
}
