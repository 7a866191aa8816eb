import { serviceWait } from '../pace.ts';
import { AwsError } from '../service.ts';
import type { World } from '../world.ts';
import { isClosed } from './environments.ts';
import { functionSession, type Invocation, runFunction } from './invoke.ts';
import { sendToQueue } from './role-effects.ts';
import type { LambdaFunction } from './state.ts';

/** Milliseconds that Lambda waits before the second and the third attempt. */
const retryWaits = [60_000, 120_000];

/**
 * Invokes a function without anybody waiting for it: it is tried again when it fails, and the
 * event goes to its on-failure destination and dead-letter queue when it fails for good.
 * `world.events.idle()` waits for it.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
 */
export function invokeLater(
  world: World,
  lambda: LambdaFunction,
  payload: string,
  requestId: string,
): void {
  world.events.track(runWithRetries(world, lambda, payload, requestId));
}

async function runWithRetries(
  world: World,
  lambda: LambdaFunction,
  payload: string,
  requestId: string,
): Promise<void> {
  let last: Invocation | undefined;
  let attempts = 0;
  // Nothing ever runs with no concurrency: Lambda would give up when the event is too old.
  const never = lambda.settings.reservedConcurrency === 0;
  while (!never && attempts <= lambda.asynchronous.maximumRetryAttempts) {
    if (attempts > 0) await serviceWait(world, retryWaits[attempts - 1] ?? 0);
    attempts += 1;
    last = await attempt(world, lambda, payload, requestId);
    if (last.functionError === undefined || isClosed(world)) return;
  }
  await reportFailure(world, lambda, { payload, requestId, attempts, last });
}

/** A function whose role cannot be assumed fails like one that throws. */
async function attempt(
  world: World,
  lambda: LambdaFunction,
  payload: string,
  requestId: string,
): Promise<Invocation> {
  try {
    return await runFunction(world, lambda, payload, requestId);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const answer = { errorType: error.code, errorMessage: error.message };
    return { requestId, payload: JSON.stringify(answer), functionError: 'Unhandled', log: [] };
  }
}

interface Failure {
  readonly payload: string;
  readonly requestId: string;
  readonly attempts: number;
  readonly last: Invocation | undefined;
}

/** With the permissions of the function's role; without the role nobody is told. */
async function reportFailure(
  world: World,
  lambda: LambdaFunction,
  failure: Failure,
): Promise<void> {
  const { asynchronous, settings } = lambda;
  const targets = [
    { queue: asynchronous.onFailure, body: () => JSON.stringify(record(world, lambda, failure)) },
    { queue: settings.deadLetterTarget, body: () => failure.payload },
  ];
  for (const { queue, body } of targets) {
    if (queue === undefined) continue;
    const session = await functionSession(world, lambda).catch(() => undefined);
    if (session !== undefined) {
      await sendToQueue(world, lambda, session.caller, queue, body());
    }
  }
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html */
const record = (world: World, lambda: LambdaFunction, failure: Failure) => ({
  version: '1.0',
  timestamp: world.clock.now().toISOString(),
  requestContext: {
    requestId: failure.requestId,
    functionArn: `${lambda.arn}:$LATEST`,
    condition: failure.last === undefined ? 'EventAgeExceeded' : 'RetriesExhausted',
    approximateInvokeCount: failure.attempts,
  },
  requestPayload: JSON.parse(failure.payload),
  ...(failure.last === undefined
    ? {}
    : {
        responseContext: {
          statusCode: 200,
          executedVersion: '$LATEST',
          functionError: failure.last.functionError,
        },
        responsePayload: JSON.parse(failure.last.payload),
      }),
});
