import type { AwsError, Protocol } from '../service.ts';
import type { WireResponse } from './http.ts';
import type { ErrorShape, ServiceShapes } from './shapes.ts';
import { type Reply, structure, writeJson, writeXml } from './write-output.ts';

type Details = Readonly<Record<string, unknown>>;

/** What the error says, else what the service's model says of it; JSON-RPC knows only 400 and 500. */
function statusOf(protocol: Protocol, error: AwsError, shape: ErrorShape | undefined): number {
  const rpc = protocol === 'awsJson1_0' || protocol === 'awsJson1_1';
  return error.status === 400 && !rpc ? (shape?.status ?? 400) : error.status;
}

/** An error in the form of its protocol, modelled by the service or not. */
export function writeError(
  protocol: Protocol,
  error: AwsError,
  shapes: ServiceShapes | undefined,
  reply: Reply,
): WireResponse {
  const shape = shapes?.errors.get(error.code);
  const status = statusOf(protocol, error, shape);
  switch (protocol) {
    case 'awsJson1_0':
    case 'awsJson1_1': {
      const type = shape?.name ?? error.code;
      return {
        status,
        headers: {
          'content-type': `application/x-amz-json-${protocol === 'awsJson1_0' ? '1.0' : '1.1'}`,
          'x-amzn-errortype': type,
        },
        body: JSON.stringify({ __type: type, ...jsonMembers(error, shape) }),
      };
    }
    case 'restJson1':
      return {
        status,
        headers: {
          'content-type': 'application/json',
          'x-amzn-errortype': shape?.name ?? error.code,
        },
        body: JSON.stringify(jsonMembers(error, shape)),
      };
    case 'awsQuery':
      return {
        status,
        headers: { 'content-type': 'text/xml' },
        body: queryBody(error, shape, status, reply),
      };
    case 'restXml':
      return {
        status,
        headers: { 'content-type': 'application/xml', ...bucketRegion(error) },
        body: s3Body(error, shape, reply),
      };
  }
}

/** Where a bucket is, for clients that follow: HEAD has no body to say it in. */
const bucketRegion = ({ details }: AwsError): Record<string, string> =>
  typeof details.BucketRegion === 'string' ? { 'x-amz-bucket-region': details.BucketRegion } : {};

function jsonMembers(error: AwsError, shape: ErrorShape | undefined): Details {
  const modelled = shape
    ? (JSON.parse(writeJson(shape.schema, error.details)) as Details)
    : error.details;
  const spelling = shape && 'Message' in shape.schema.getMemberSchemas() ? 'Message' : 'message';
  return { ...modelled, [spelling]: error.message };
}

const textMembers = (details: Details): Record<string, string> =>
  Object.fromEntries(
    Object.entries(details).flatMap(([key, value]) =>
      value === undefined || value === null ? [] : [[key, String(value)]],
    ),
  );

const texts = (members: Details) => Object.fromEntries(Object.keys(members).map((key) => [key, 0]));

function queryBody(
  error: AwsError,
  shape: ErrorShape | undefined,
  status: number,
  reply: Reply,
): string {
  const members = {
    Type: status >= 500 ? 'Receiver' : 'Sender',
    Code: shape?.code ?? error.code,
    Message: error.message,
    ...textMembers(error.details),
  };
  const envelope = structure('ErrorResponse', {
    Error: structure('Error', texts(members)),
    RequestId: 0,
  });
  return writeXml(reply.xmlNamespace)(envelope, { Error: members, RequestId: reply.requestId });
}

function s3Body(error: AwsError, shape: ErrorShape | undefined, reply: Reply): string {
  const members = {
    Code: shape?.code ?? error.code,
    Message: error.message,
    ...textMembers(error.details),
    RequestId: reply.requestId,
    HostId: reply.requestId,
  };
  return writeXml('')(structure('Error', texts(members)), members);
}
