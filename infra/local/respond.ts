import { randomUUID } from 'node:crypto';
import { callerOf } from './credentials.ts';
import { Unanswered, withFaults } from './faults.ts';
import { type Attempt, asAwsError, perform, record } from './perform.ts';
import { actionOf, guessProtocol, route } from './router.ts';
import { AwsError, type Call, type Caller, type Protocol, type Service } from './service.ts';
import { serviceNamed } from './services/index.ts';
import { type Authorization, readAuthorization } from './wire/authorization.ts';
import { decodeBody } from './wire/body.ts';
import type { WireRequest, WireResponse } from './wire/http.ts';
import { readInput } from './wire/read-input.ts';
import { shapesOf } from './wire/shapes.ts';
import { signedAt, verifySignature } from './wire/signature.ts';
import { respell } from './wire/spelling.ts';
import { writeError } from './wire/write-error.ts';
import { type Reply, writeOutput } from './wire/write-output.ts';
import type { Scope, World } from './world.ts';

export interface RespondOptions {
  /**
   * The clock that clients sign with; the system's unless given. Sessions expire on the World's, and
   * functions that live in the World's time sign with that.
   */
  readonly wallClock?: () => Date;
}

/**
 * Answers one HTTP request as AWS would, and enters it in the ledger whatever comes of it.
 * @returns undefined when an injected fault leaves it without an answer
 */
export async function respond(
  world: World,
  request: WireRequest,
  options: RespondOptions = {},
): Promise<WireResponse | undefined> {
  const requestId = randomUUID();
  const attempt: Attempt = { service: 'unknown', operation: 'unknown', checks: [], requestId };
  const found: Found = { protocol: guessProtocol(request) };
  const reply = { requestId, xmlNamespace: namespaceOf(request) };
  try {
    const response = await serve(world, request, options, { attempt, found, reply });
    record(world, attempt);
    return withHeaders(response, requestId, found);
  } catch (fault) {
    if (fault instanceof Unanswered) return void record(world, attempt);
    const error = respell(found.protocol, asAwsError(fault));
    record(world, attempt, error);
    const shapes = found.service && shapesOf(found.service.client);
    return withHeaders(writeError(found.protocol, error, shapes, reply), requestId, found);
  }
}

/** What becomes known of a request on the way. */
interface Found {
  protocol: Protocol;
  service?: Service;
  now?: Date;
}

interface Progress {
  readonly attempt: Attempt;
  readonly found: Found;
  readonly reply: Reply;
}

async function serve(
  world: World,
  request: WireRequest,
  options: RespondOptions,
  { attempt, found, reply }: Progress,
): Promise<WireResponse> {
  const authorization = readAuthorization(request);
  attempt.service = authorization?.service ?? 's3';
  if (!authorization && isRpc(request)) throw missingSignature();
  const service = await serviceNamed(attempt.service);
  if (!service) {
    if (found.protocol === 'restXml') found.protocol = 'restJson1';
    throw new AwsError(
      'NotImplemented',
      `The embedded AWS has no service "${attempt.service}"`,
      501,
    );
  }
  found.service = service;
  found.protocol = service.protocol;
  attempt.operation = `${request.method} ${request.path}`;
  const now = clientsNow(world, options, authorization);
  found.now = now;
  const caller = identify(world, request, authorization, service, now);
  const scope = scopeOf(world, caller, authorization);
  Object.assign(attempt, { caller, account: scope.account, region: scope.region });
  const decoded = decodeBody(request);
  const match = route(service, decoded);
  attempt.operation = match.operation.name;
  const input = readInput(service.protocol, match.operation, decoded, match.labels);
  const call: Call = {
    service: service.signingName,
    operation: match.operation.name,
    input,
    caller,
    scope,
    world,
    requestId: attempt.requestId,
    secureTransport: request.headers['x-local-secure-transport'] !== 'false',
    headers: decoded.headers,
  };
  const output = await withFaults(
    call,
    authorization?.accessKeyId,
    (kind) => {
      attempt.fault = kind;
    },
    () => perform(service, match.operation, call, attempt),
  );
  return writeOutput(service.protocol, match.operation, output, reply);
}

/** The time that the client has, as near as can be told: functions live in the World's. */
function clientsNow(
  world: World,
  { wallClock = () => new Date() }: RespondOptions,
  authorization: Authorization | undefined,
): Date {
  if (world.clock.speed === undefined || !authorization) return wallClock();
  const signed = signedAt(authorization);
  const [wall, own] = [wallClock(), world.clock.now()];
  const nearer = Math.abs(own.getTime() - signed) < Math.abs(wall.getTime() - signed);
  return nearer ? own : wall;
}

/** @throws AwsError when the signature or the keys are not good, or the service wants a signature. */
function identify(
  world: World,
  request: WireRequest,
  authorization: Authorization | undefined,
  service: Service,
  now: Date,
): Caller {
  if (!authorization) {
    if (service.anonymous) return { kind: 'anonymous' };
    throw missingSignature();
  }
  const { caller, secretAccessKey } = callerOf(
    world,
    authorization.accessKeyId,
    authorization.sessionToken,
  );
  verifySignature(request, authorization, secretAccessKey, now);
  return caller;
}

function scopeOf(world: World, caller: Caller, authorization: Authorization | undefined): Scope {
  return {
    partition: caller.arn?.split(':')[1] ?? world.home.partition,
    account: caller.account ?? world.home.account,
    region: authorization?.region ?? world.home.region,
  };
}

const missingSignature = (): AwsError =>
  new AwsError('MissingAuthenticationToken', 'Request is missing Authentication Token', 403);

/** Unsigned requests bear no signing name; those of S3 are never of these forms. */
const isRpc = (request: WireRequest): boolean =>
  request.headers['x-amz-target'] !== undefined ||
  (guessProtocol(request) === 'awsQuery' && actionOf(request) !== undefined);

/** awsQuery names its XML after the service and the API version that the caller speaks. */
const namespaceOf = (request: WireRequest): string => {
  if (guessProtocol(request) !== 'awsQuery') return '';
  const version = new URLSearchParams(Buffer.from(request.body).toString('utf8')).get('Version');
  const host = /Credential=[^/]+\/[^/]+\/[^/]+\/(?<service>[a-z0-9-]+)\//.exec(
    request.headers.authorization ?? '',
  )?.groups?.service;
  return `https://${host ?? 'sts'}.amazonaws.com/doc/${version ?? '2011-06-15'}/`;
};

/** Clients compare the date with their own, and correct that. */
const withHeaders = (response: WireResponse, requestId: string, { now }: Found): WireResponse => ({
  ...response,
  headers: {
    ...response.headers,
    ...(now && { date: now.toUTCString() }),
    'x-amzn-requestid': requestId,
    'x-amz-request-id': requestId,
    'x-amz-id-2': requestId,
  },
});
