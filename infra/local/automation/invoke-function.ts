import { callAs } from '../call-as.ts';
import type { Json, JsonObject } from '../cloudformation/json.ts';
import type { Caller } from '../service.ts';
import type { Scope, World } from '../world.ts';

const known = new Set([
  'FunctionName',
  'Qualifier',
  'InvocationType',
  'LogType',
  'ClientContext',
  'InputPayload',
  'Payload',
]);

/** Bytes of the payload that a step may send. */
const maximumPayload = 200 * 1024;

/**
 * What `aws:invokeLambdaFunction` does with its inputs, as `caller`.
 * @returns StatusCode, FunctionError (if any), LogResult and Payload, which is JSON text.
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/automation-action-lamb.html
 * @throws Error on inputs that the action does not have; AwsError when the function was not invoked.
 */
export async function invokeFunctionAs(
  world: World,
  scope: Scope,
  caller: Caller,
  inputs: JsonObject,
): Promise<JsonObject> {
  const unknown = Object.keys(inputs).find((name) => !known.has(name));
  if (unknown !== undefined) {
    throw new Error(`aws:invokeLambdaFunction: input ${unknown} is not supported`);
  }
  const { InputPayload: structured, Payload: text, ...rest } = inputs;
  const payload = payloadOf(structured, text);
  if (payload !== undefined && Buffer.byteLength(payload) > maximumPayload) {
    throw new Error(`aws:invokeLambdaFunction: the payload is over ${maximumPayload} bytes`);
  }
  const answer = await callAs(world, scope, caller, 'lambda', 'Invoke', {
    LogType: 'Tail',
    ...rest,
    ...(payload === undefined ? {} : { Payload: Buffer.from(payload) }),
  });
  const { StatusCode, FunctionError, LogResult, Payload } = answer;
  return {
    StatusCode: Number(StatusCode),
    ...(typeof FunctionError === 'string' ? { FunctionError } : {}),
    ...(typeof LogResult === 'string' ? { LogResult } : {}),
    ...(Payload instanceof Uint8Array ? { Payload: Buffer.from(Payload).toString('utf8') } : {}),
  };
}

function payloadOf(structured: Json | undefined, text: Json | undefined): string | undefined {
  if (structured !== undefined) return JSON.stringify(structured);
  return text === undefined ? undefined : String(text);
}
