/**
 * The runtime of a function, in the function's own process: imports the handler and answers one
 * invocation after the other.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html
 */
import { existsSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { liveIn } from './function-time.ts';
import type { FunctionMessage, InvocationMessage } from './messages.ts';

type Handler = (event: unknown, context: unknown) => unknown;

const send = (message: FunctionMessage): void => {
  process.send?.(message);
};

// Through the channel instead of the pipes, so that logs stay in order with results.
for (const stream of [process.stdout, process.stderr]) {
  stream.write = ((
    chunk: string | Uint8Array,
    encoding?: BufferEncoding | (() => void),
    done?: () => void,
  ) => {
    const text = typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8');
    send({ type: 'log', text });
    const callback = typeof encoding === 'function' ? encoding : done;
    if (callback !== undefined) process.nextTick(callback);
    return true;
  }) as typeof stream.write;
}

async function loadHandler(): Promise<Handler> {
  const specification = process.env._HANDLER ?? '';
  const dot = specification.lastIndexOf('.');
  const stem = join(process.cwd(), specification.slice(0, dot));
  const file = ['.mjs', '.js', '.cjs'].map((ending) => stem + ending).find(existsSync);
  if (file === undefined) throw new Error(`Cannot find module '${specification.slice(0, dot)}'`);
  const module: Record<string, unknown> = await import(pathToFileURL(file).href);
  const name = specification.slice(dot + 1);
  const handler = module[name] ?? (module.default as Record<string, unknown> | undefined)?.[name];
  if (typeof handler !== 'function')
    throw new Error(`${specification} is undefined or not exported`);
  return handler as Handler;
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) {
    return JSON.stringify({ errorType: typeof error, errorMessage: String(error), trace: [] });
  }
  const { name, message, stack = '' } = error;
  return JSON.stringify({ errorType: name, errorMessage: message, trace: stack.split('\n') });
}

function contextOf({ requestId, functionArn, deadline }: InvocationMessage): object {
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
    invokedFunctionArn: functionArn,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    awsRequestId: requestId,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
}

// For Node, not for the function.
delete process.env.NODE_COMPILE_CACHE;
const loaded = loadHandler();
// Now, because the process will be killed.
loaded.then(
  () => flushCompileCache(),
  () => {},
);

process.on('message', async (invocation: InvocationMessage) => {
  const { requestId, time } = invocation;
  if (time) liveIn(time);
  try {
    const handler = await loaded;
    const result = await handler(JSON.parse(invocation.payload), contextOf(invocation));
    send({ type: 'result', requestId, payload: JSON.stringify(result) ?? 'null' });
  } catch (error) {
    send({ type: 'error', requestId, payload: describe(error) });
  }
});

// The embedded AWS is gone, however it went.
process.on('disconnect', () => process.exit());
