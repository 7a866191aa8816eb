import type { Json, JsonObject } from '../cloudformation/json.ts';
import type { AutomationDocument, DocumentStep } from './document.ts';
import type {
  AutomationActions,
  AutomationStatus,
  ExecutionRecord,
  StepRecord,
} from './execution.ts';
import { act, StepTimedOut, within } from './step.ts';
import { fillIn, type Variables } from './variables.ts';

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
