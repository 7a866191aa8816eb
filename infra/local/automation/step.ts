import type { Json, JsonObject } from '../cloudformation/json.ts';
import { chosenStep } from './branch.ts';
import type { DocumentStep } from './document.ts';
import type { AutomationActions, StepRecord } from './execution.ts';
import { select } from './variables.ts';

/** Does what the step says, and answers the step to go to if that is not the next one. */
export async function act(
  step: DocumentStep,
  entry: StepRecord,
  actions: AutomationActions,
): Promise<string | undefined> {
  const { inputs } = entry;
  switch (step.action) {
    case 'aws:approve': {
      entry.status = 'Waiting';
      entry.outputs = { ApprovalStatus: 'Waiting' };
      entry.outputs = { ...(await actions.approve(inputs, step.timeoutSeconds)) };
      return undefined;
    }
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

/** A step that did not end in its time. */
export class StepTimedOut extends Error {
  override readonly name = 'StepTimedOut';
}

/** @throws {@link StepTimedOut} when `work` takes longer than the step may. */
export async function within<T>(step: DocumentStep, work: Promise<T>): Promise<T> {
  // People are waited for by the world's clock.
  if (step.action === 'aws:approve') return work;
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
