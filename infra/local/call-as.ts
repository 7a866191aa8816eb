import { randomUUID } from 'node:crypto';
import { type Attempt, perform, record } from './perform.ts';
import { AwsError, type Call, type Caller, type Context } from './service.ts';
import { serviceNamed } from './services/index.ts';
import { shapesOf } from './wire/shapes.ts';
import type { Scope, World } from './world.ts';

/**
 * Calls an operation from inside, as a service does: a service principal on its own
 * (`{ kind: 'service', arn: 'config.amazonaws.com' }`), or on behalf of its caller. Authorised,
 * throttled and entered in the ledger like a call over HTTP.
 * @param context condition keys that the calling service adds: `aws:SourceArn`, `kms:ViaService`.
 * @throws AwsError what a client would be answered.
 */
export async function callAs(
  world: World,
  scope: Scope,
  caller: Caller,
  signingName: string,
  operation: string,
  input: Record<string, unknown>,
  context: Context = {},
): Promise<Record<string, unknown>> {
  const requestId = randomUUID();
  const service = await serviceNamed(signingName);
  const shape = service && shapesOf(service.client).operations.get(operation);
  if (!service || !shape) {
    throw new AwsError(
      'NotImplemented',
      `The embedded AWS does not know ${signingName}:${operation}`,
      501,
    );
  }
  const { account, region } = scope;
  const attempt: Attempt = {
    caller,
    service: signingName,
    operation,
    account,
    region,
    requestId,
    internal: true,
    checks: [],
  };
  const call: Call = {
    service: signingName,
    operation,
    input,
    caller,
    scope,
    world,
    requestId,
    secureTransport: true,
    headers: {},
    context,
  };
  try {
    const output = await perform(service, shape, call, attempt);
    record(world, attempt);
    return output;
  } catch (fault) {
    record(world, attempt, fault instanceof AwsError ? fault : undefined);
    throw fault;
  }
}
