import { AwsError, type Protocol, type Service } from './service.ts';
import { bucketOf } from './wire/bucket-host.ts';
import type { WireRequest } from './wire/http.ts';
import { type Match, matchRest } from './wire/match.ts';
import { type OperationShape, shapesOf } from './wire/shapes.ts';

const notImplemented = (what: string): AwsError =>
  new AwsError('NotImplemented', `The embedded AWS does not know ${what}`, 501);

/**
 * The operation that a request of one service means.
 * @throws AwsError `NotImplemented` when the service has no such operation.
 */
export function route(service: Service, request: WireRequest): Match {
  const shapes = shapesOf(service.client);
  switch (service.protocol) {
    case 'awsJson1_0':
    case 'awsJson1_1':
      return named(service, request.headers['x-amz-target']?.split('.').at(-1));
    case 'awsQuery':
      return named(service, actionOf(request));
    case 'restJson1':
    case 'restXml': {
      const target = service.signingName === 's3' ? bucketOf(request) : { path: request.path };
      const match = matchRest(shapes, request, target);
      if (match) return match;
      const query = request.rawQuery === '' ? '' : `?${request.rawQuery}`;
      throw notImplemented(`${service.signingName} ${request.method} ${request.path}${query}`);
    }
  }
}

function named(service: Service, name: string | undefined): Match {
  const operation = shapesOf(service.client).operations.get(name ?? '');
  if (operation) return { operation, labels: {} };
  throw notImplemented(`the operation ${service.signingName}:${name ?? '(none named)'}`);
}

export function actionOf(request: WireRequest): string | undefined {
  const params = new URLSearchParams(Buffer.from(request.body).toString('utf8'));
  return params.get('Action') ?? request.query.find(([key]) => key === 'Action')?.[1];
}

/** @throws AwsError `NotImplemented`, naming the operation, when the service does not serve it yet. */
export function implementationOf(service: Service, operation: OperationShape) {
  const implementation = Object.hasOwn(service.operations, operation.name)
    ? service.operations[operation.name]
    : undefined;
  if (implementation) return implementation;
  throw new AwsError(
    'NotImplemented',
    `The embedded AWS does not implement ${service.signingName}:${operation.name} yet`,
    501,
  );
}

/** The form of an answer when no service could be found for the request. */
export function guessProtocol(request: WireRequest): Protocol {
  if (request.headers['x-amz-target']) return 'awsJson1_1';
  const type = request.headers['content-type'] ?? '';
  if (type.startsWith('application/x-www-form-urlencoded')) return 'awsQuery';
  return type.startsWith('application/json') ? 'restJson1' : 'restXml';
}
