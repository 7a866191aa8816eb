import { randomUUID } from 'node:crypto';
import { assumeAs, type RoleSession } from '../assume-as.ts';
import type { World } from '../world.ts';
import { environmentVariables } from './environment-variables.ts';
import { inEnvironment } from './environments.ts';
import { FunctionProcess } from './function-process.ts';
import { mayTrace, writeFunctionLogs } from './role-effects.ts';
import type { LambdaFunction } from './state.ts';

/** How an invocation ended, as `Invoke` answers it. */
export interface Invocation {
  readonly requestId: string;
  /** JSON: the answer, or `{errorType, errorMessage, trace}`. */
  readonly payload: string;
  readonly functionError?: 'Unhandled';
  /** All that the invocation wrote, one line each. */
  readonly log: readonly string[];
}

/** Bytes that a function may answer. */
const maximumAnswer = 6 * 1024 * 1024;

interface Started {
  readonly session: RoleSession;
  readonly stream: string;
}
const started = new WeakMap<FunctionProcess, Started>();

/**
 * Runs a function once, in a process of its own under its own role.
 * @param payload JSON
 * @throws AwsError when Lambda cannot assume the function's role.
 */
export async function runFunction(
  world: World,
  lambda: LambdaFunction,
  payload: string,
  requestId: string = randomUUID(),
): Promise<Invocation> {
  const start = async (): Promise<FunctionProcess> => {
    const session = await functionSession(world, lambda);
    const day = world.clock.now().toISOString().slice(0, 10).replaceAll('-', '/');
    const stream = `${day}/[$LATEST]${randomUUID().replaceAll('-', '')}`;
    const variables = environmentVariables(world, lambda, session, stream);
    const process = new FunctionProcess(lambda.settings.codeFolder, variables);
    started.set(process, { session, stream });
    return process;
  };
  return inEnvironment(world, lambda, start, async (process) => {
    const { timeoutSeconds } = lambda.settings;
    const begin = Date.now();
    const { speed } = world.clock;
    const now = world.clock.now().getTime();
    const written: string[] = [];
    const result = await process.invoke(
      {
        requestId,
        payload,
        deadline: (speed === undefined ? begin : now) + timeoutSeconds * 1000,
        functionArn: lambda.arn,
        ...(speed !== undefined && { time: { now, speed } }),
      },
      timeoutSeconds,
      (text) => written.push(text),
    );
    const log = [
      `START RequestId: ${requestId} Version: $LATEST`,
      ...linesOf(written.join('')),
      `END RequestId: ${requestId}`,
      `REPORT RequestId: ${requestId}\tDuration: ${Date.now() - begin}.00 ms\tMemory Size: ${lambda.settings.memoryMegabytes} MB`,
    ];
    const { session, stream } = started.get(process) ?? {};
    if (session !== undefined && stream !== undefined) {
      await writeFunctionLogs(world, lambda, session.caller, stream, log);
      if (lambda.settings.tracing === 'Active') await mayTrace(world, lambda, session.caller);
    }
    const tooLarge = Buffer.byteLength(result.payload) > maximumAnswer;
    return {
      requestId,
      payload: tooLarge ? answerTooLarge : result.payload,
      ...(result.failed || tooLarge ? { functionError: 'Unhandled' } : {}),
      log,
    };
  });
}

/** The session of its role in which a function runs: it bears the function's name. */
export const functionSession = (
  world: World,
  { arn, scope, settings }: Pick<LambdaFunction, 'arn' | 'scope' | 'settings'>,
): Promise<RoleSession> =>
  assumeAs(
    world,
    scope,
    'lambda.amazonaws.com',
    { arn: settings.role, sessionName: settings.name },
    { 'aws:SourceAccount': scope.account, 'aws:SourceArn': arn },
  );

const answerTooLarge = JSON.stringify({
  errorType: 'Function.ResponseSizeTooLarge',
  errorMessage: `Response payload size exceeded maximum allowed payload size (${maximumAnswer} bytes).`,
});

const linesOf = (text: string): string[] => {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
};
