import type { Json, JsonObject } from '../cloudformation/json.ts';
import { chosenStep } from './branch.ts';
import type { AutomationDocument, DocumentStep } from './document.ts';
import { fillIn, select, type Variables } from './variables.ts';

export type AutomationStatus = 'InProgress' | 'Success' | 'Failed' | 'TimedOut';

/** One step as `GetAutomationExecution` shows it. */
export interface StepRecord {
  readonly name: string;
  readonly action: string;
  status: AutomationStatus;
  readonly startTime: Date;
  endTime?: Date;
  inputs: JsonObject;
  /** The response and the declared outputs, by name. */
  outputs: Record<string, Json>;
  failureMessage?: string;
}

/** What one execution has come to. It changes while the execution runs. */
export interface ExecutionRecord {
  readonly id: string;
  status: AutomationStatus;
  readonly parameters: Readonly<Record<string, Json>>;
  readonly steps: StepRecord[];
  /** By `Step.Output`. */
  outputs: Record<string, Json>;
  failureMessage?: string;
}

/** What the steps do to the world. Each answers what its step then has as outputs, or throws. */
export interface AutomationActions {
  invokeFunction(inputs: JsonObject): Promise<JsonObject>;
  executeApi(inputs: JsonObject): Promise<JsonObject>;
  sleep(milliseconds: number): Promise<void>;
  now(): Date;
  /** Whether outputs can select members of a function's answer. */
  readonly selectsInPayload: boolean;
  /** Whether an invoked function that fails makes its step fail. */
  readonly functionErrorFails: boolean;
  /** `global:REGION`, `global:ACCOUNT_ID`. */
  readonly globals: Readonly<Record<string, string>>;
}

/** Runs the steps of `document` to the end, and keeps `record` up to date meanwhile. Never rejects. */
export async function runAutomation(
  document: AutomationDocument,
  record: ExecutionRecord,
  actions: AutomationActions,
): Promise<void> {
  const variables = variablesOf(record, actions);
  let critical = false;
  let step = document.steps[0];
  while (step !== undefined) {
    const { jump, failed } = await runStep(step, record, variables, actions);
    const current = step;
    if (failed && current.onFailure === 'Abort') return finish(document, record, 'Failed');
    critical ||= failed && current.isCritical;
    step = following(document, current, failed, jump);
  }
  finish(document, record, critical ? 'Failed' : 'Success');
}

function following(
  document: AutomationDocument,
  step: DocumentStep,
  failed: boolean,
  jump: string | undefined,
): DocumentStep | undefined {
  const named = (name: string): DocumentStep | undefined =>
    document.steps.find((candidate) => candidate.name === name);
  if (failed && step.onFailure.startsWith('step:')) return named(step.onFailure.slice(5));
  if (jump !== undefined) return named(jump);
  if (step.isEnd) return undefined;
  if (step.nextStep !== undefined) return named(step.nextStep);
  return document.steps[document.steps.indexOf(step) + 1];
}

function finish(
  document: AutomationDocument,
  record: ExecutionRecord,
  status: AutomationStatus,
): void {
  const failed = record.steps.find((step) => step.failureMessage !== undefined);
  const timedOut = status === 'Failed' && record.steps.at(-1)?.status === 'TimedOut';
  record.status = timedOut ? 'TimedOut' : status;
  if (status !== 'Success' && failed?.failureMessage !== undefined) {
    record.failureMessage = `Step ${failed.name}: ${failed.failureMessage}`;
  }
  for (const name of document.outputs) {
    const value = stepOutput(record, name);
    if (value !== undefined) record.outputs[name] = value;
  }
}

async function runStep(
  step: DocumentStep,
  record: ExecutionRecord,
  variables: Variables,
  actions: AutomationActions,
): Promise<{ readonly failed: boolean; readonly jump?: string }> {
  const entry: StepRecord = {
    name: step.name,
    action: step.action,
    status: 'InProgress',
    startTime: actions.now(),
    inputs: step.inputs,
    outputs: {},
  };
  record.steps.push(entry);
  let jump: string | undefined;
  for (let attempt = 1; attempt <= Math.max(1, step.maxAttempts); attempt += 1) {
    try {
      entry.inputs = fillIn(step.inputs, variables) as JsonObject;
      jump = await within(step, act(step, entry, actions));
      entry.status = 'Success';
      delete entry.failureMessage;
      break;
    } catch (error) {
      entry.status = error instanceof StepTimedOut ? 'TimedOut' : 'Failed';
      entry.failureMessage = error instanceof Error ? error.message : String(error);
    }
  }
  entry.endTime = actions.now();
  return { failed: entry.status !== 'Success', ...(jump === undefined ? {} : { jump }) };
}

/** Does what the step says, and answers the step to go to if that is not the next one. */
async function act(
  step: DocumentStep,
  entry: StepRecord,
  actions: AutomationActions,
): Promise<string | undefined> {
  const { inputs } = entry;
  switch (step.action) {
    case 'aws:branch':
      return chosenStep(inputs);
    case 'aws:sleep':
      await actions.sleep(durationMilliseconds(inputs));
      return undefined;
    case 'aws:invokeLambdaFunction':
      takeOutputs(step, entry, await actions.invokeFunction(inputs), actions.selectsInPayload);
      if (actions.functionErrorFails && entry.outputs.FunctionError !== undefined) {
        throw new Error(`the function failed: ${String(entry.outputs.Payload)}`);
      }
      return undefined;
    case 'aws:executeAwsApi':
      takeOutputs(step, entry, await actions.executeApi(inputs), false);
      return undefined;
    case 'aws:executeScript':
      throw new Error('aws:executeScript: the embedded AWS runs no scripts, so the step fails');
    case 'aws:assertAwsResourceProperty': {
      const { PropertySelector: selector, DesiredValues: desired, ...call } = inputs;
      const response = await actions.executeApi(call);
      const found = select(response, String(selector).replace(/^\$\.?/, ''));
      if (!Array.isArray(desired) || !desired.map(String).includes(String(found))) {
        throw new Error(`${String(selector)} is ${JSON.stringify(found)}`);
      }
      return undefined;
    }
  }
}

function takeOutputs(
  step: DocumentStep,
  entry: StepRecord,
  response: JsonObject,
  selectsInPayload: boolean,
): void {
  entry.outputs = { ...response };
  const payload =
    selectsInPayload && typeof response.Payload === 'string'
      ? parsedOrText(response.Payload)
      : undefined;
  const readable = payload === undefined ? response : { ...response, Payload: payload };
  for (const { name, selector, type } of step.outputs) {
    const value = select(readable, selector);
    if (value === undefined) continue;
    entry.outputs[name] =
      type === 'String' && typeof value !== 'string' ? JSON.stringify(value) : value;
  }
}

function parsedOrText(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

class StepTimedOut extends Error {
  override readonly name = 'StepTimedOut';
}

async function within<T>(step: DocumentStep, work: Promise<T>): Promise<T> {
  const seconds = step.timeoutSeconds ?? (step.action === 'aws:invokeLambdaFunction' ? 300 : 3600);
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new StepTimedOut(`no end after ${seconds} s`)), seconds * 1000);
  });
  try {
    return await Promise.race([work, timeout]);
  } finally {
    clearTimeout(timer);
  }
}

function durationMilliseconds(inputs: JsonObject): number {
  const [, hours, minutes, seconds] =
    /^PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?$/.exec(String(inputs.Duration)) ?? [];
  const total = Number(hours ?? 0) * 3600 + Number(minutes ?? 0) * 60 + Number(seconds ?? 0);
  if (total <= 0) throw new Error(`aws:sleep: cannot read the duration ${String(inputs.Duration)}`);
  return total * 1000;
}

function variablesOf(record: ExecutionRecord, actions: AutomationActions): Variables {
  return (name) => {
    if (name === 'automation:EXECUTION_ID') return record.id;
    if (name === 'global:DATE_TIME')
      return actions.now().toISOString().slice(0, 19).replace('T', '_').replaceAll(':', '.');
    if (name === 'global:DATE') return actions.now().toISOString().slice(0, 10);
    if (name.startsWith('global:')) return actions.globals[name];
    return record.parameters[name] ?? stepOutput(record, name);
  };
}

function stepOutput(record: ExecutionRecord, name: string): Json | undefined {
  const [stepName = '', ...rest] = name.split('.');
  const output = rest.join('.');
  return record.steps.findLast((step) => step.name === stepName)?.outputs[output];
}
