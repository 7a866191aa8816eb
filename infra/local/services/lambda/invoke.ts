import { randomUUID } from 'node:crypto';
import { invokeLater } from '../../functions/asynchronous.ts';
import { exhausted } from '../../functions/environments.ts';
import { runFunction } from '../../functions/invoke.ts';
import { AwsError, type Operation } from '../../service.ts';
import { onFunction } from './access.ts';
import { existingFunction, type FunctionInput } from './name.ts';

interface InvokeInput extends FunctionInput {
  readonly InvocationType?: string;
  readonly LogType?: string;
  readonly ClientContext?: string;
  readonly Payload?: Uint8Array | string;
}

/** Bytes of a payload. @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const maximumPayload = { RequestResponse: 6_291_456, Event: 1_048_576, DryRun: 6_291_456 };
type InvocationType = keyof typeof maximumPayload;

const isInvocationType = (text: string): text is InvocationType =>
  Object.hasOwn(maximumPayload, text);

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
export const invoke: Operation<InvokeInput> = {
  access: onFunction('InvokeFunction'),
  async run(call) {
    const { world, input } = call;
    const lambda = existingFunction(call);
    const type = input.InvocationType ?? 'RequestResponse';
    if (!isInvocationType(type)) {
      throw new AwsError('InvalidParameterValueException', `InvocationType ${type} is unknown`);
    }
    const payload = payloadOf(input, maximumPayload[type]);
    if (type === 'DryRun') return { StatusCode: 204 };
    if (type === 'Event') {
      invokeLater(world, lambda, payload, randomUUID());
      return { StatusCode: 202 };
    }
    if (exhausted(world, lambda)) {
      throw new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429, {
        Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
      });
    }
    const result = await runFunction(world, lambda, payload);
    return {
      StatusCode: 200,
      ExecutedVersion: '$LATEST',
      Payload: Buffer.from(result.payload),
      ...(result.functionError === undefined ? {} : { FunctionError: result.functionError }),
      ...(input.LogType === 'Tail' ? { LogResult: tail(result.log) } : {}),
    };
  },
};

/** @throws AwsError when the payload is too large or not JSON. */
function payloadOf({ Payload: given }: InvokeInput, maximum: number): string {
  const text = Buffer.from(given ?? '').toString('utf8') || '{}';
  const size = Buffer.byteLength(text);
  if (size > maximum) {
    const message = `${size} byte payload is too large for the limit of ${maximum} bytes`;
    throw new AwsError('RequestTooLargeException', message, 413);
  }
  try {
    JSON.parse(text);
  } catch (error) {
    const message = `Could not parse request body into json: ${String(error)}`;
    throw new AwsError('InvalidRequestContentException', message);
  }
  return text;
}

/** The last 4 KB in base64. */
const tail = (lines: readonly string[]): string =>
  Buffer.from(lines.join('\n')).subarray(-4096).toString('base64');
