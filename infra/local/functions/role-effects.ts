import { randomUUID } from 'node:crypto';
import { authorize } from '../authorize.ts';
import type { AccessCheck, Caller, Context } from '../service.ts';
import { takeEmbeddedMetrics } from '../services/cloudwatch/embedded-metrics.ts';
import { logGroups } from '../services/logs/state.ts';
import { queuesIn } from '../services/sqs/state.ts';
import type { Scope, World } from '../world.ts';
import type { LambdaFunction } from './state.ts';

/**
 * Writes what an invocation logged with the permissions of the function's role, as Lambda does:
 * without them, or without the log group, the log is lost, with the metrics in it, and the
 * invocation is none the worse.
 */
export async function writeFunctionLogs(
  world: World,
  { scope, settings }: LambdaFunction,
  caller: Caller,
  stream: string,
  texts: readonly string[],
): Promise<void> {
  const group = logGroups(world, scope).get(settings.logGroup);
  const { partition, region, account } = scope;
  const resource = `arn:${partition}:logs:${region}:${account}:log-group:${settings.logGroup}:log-stream:${stream}`;
  if (group === undefined) return;
  if (!group.streams.has(stream)) {
    if (!(await permitted(world, scope, caller, 'logs:CreateLogStream', resource))) return;
    group.streams.add(stream);
  }
  if (!(await permitted(world, scope, caller, 'logs:PutLogEvents', resource))) return;
  const at = world.clock.now();
  for (const text of texts) {
    group.lines.push({ at, stream, text });
    takeEmbeddedMetrics(world, scope, text);
  }
}

/**
 * Whether Lambda may send a trace as the function's role. What it cannot send is lost, and what it
 * sends nobody here keeps.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html
 */
export async function mayTrace(
  world: World,
  { scope }: Pick<LambdaFunction, 'scope'>,
  caller: Caller,
): Promise<boolean> {
  await permitted(world, scope, caller, 'xray:PutTelemetryRecords', '*');
  return permitted(world, scope, caller, 'xray:PutTraceSegments', '*');
}

/**
 * Puts a message into a queue, as a function's role or as a service. What is refused is lost, as
 * in AWS.
 */
export async function sendToQueue(
  world: World,
  { scope }: { readonly scope: Scope },
  caller: Caller,
  queueArn: string,
  body: string,
  context: Context = {},
): Promise<void> {
  const [, partition = '', , region = '', account = '', name = ''] = queueArn.split(':');
  const queue = queuesIn(world, { partition, region, account }).get(name);
  if (queue === undefined) return;
  if (
    !(await permitted(world, scope, caller, 'sqs:SendMessage', queueArn, {
      context,
      ...(queue.policy !== undefined && { resourcePolicy: queue.policy }),
    }))
  )
    return;
  queue.messages.push({ id: randomUUID(), body, sentAt: world.clock.now() });
}

/** Asks the policies, and enters the question in the ledger, as a call from inside. */
async function permitted(
  world: World,
  scope: Scope,
  caller: Caller,
  action: string,
  resource: string,
  more: Pick<AccessCheck, 'resourcePolicy' | 'context'> = {},
): Promise<boolean> {
  const [service = '', operation = ''] = action.split(':');
  const requestId = randomUUID();
  const call = { service, operation, input: {}, caller, scope, world, requestId };
  const { asked, denied } = await authorize({ ...call, secureTransport: true, headers: {} }, [
    {
      action,
      resource,
      resourceAccount: resource.split(':')[4] ?? scope.account,
      ...more,
    },
  ]);
  world.ledger.record({
    at: world.clock.now(),
    principal: caller.arn ?? 'unknown',
    service,
    operation,
    checks: asked,
    requestId,
    account: scope.account,
    region: scope.region,
    internal: true,
    ...(denied === undefined ? {} : { error: denied.code }),
  });
  return denied === undefined;
}
