import { XmlShapeSerializer } from '@aws-sdk/core/protocols';
import { JsonShapeSerializer, ToStringShapeSerializer } from '@smithy/core/protocols';
import { NormalizedSchema } from '@smithy/core/schema';
import type { Protocol } from '../service.ts';
import type { WireResponse } from './http.ts';
import type { OperationShape } from './shapes.ts';

type SchemaRef = Parameters<typeof NormalizedSchema.of>[0];
type Output = Readonly<Record<string, unknown>>;
type WriteBody = (schema: NormalizedSchema, value: unknown) => string;

const dateTime = 5;
const epochSeconds = 7;
const s3Namespace = 'http://s3.amazonaws.com/doc/2006-03-01/';
const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n';

/** A structure that no client's schemas have: the envelopes of the XML protocols. */
export const structure = (
  name: string,
  members: Readonly<Record<string, NormalizedSchema | number>>,
): NormalizedSchema =>
  NormalizedSchema.of([
    3,
    'connect-storage-guard.local',
    name,
    0,
    Object.keys(members),
    Object.values(members).map((member) =>
      typeof member === 'number' ? member : member.getSchema(),
    ),
  ] as unknown as SchemaRef);

export const writeJson: WriteBody = (schema, value) => {
  const serializer = new JsonShapeSerializer({
    timestampFormat: { useTrait: true, default: epochSeconds },
    jsonName: true,
  });
  serializer.write(schema, value);
  return String(serializer.flush());
};

export const writeXml =
  (xmlNamespace: string): WriteBody =>
  (schema, value) => {
    const serializer = new XmlShapeSerializer({
      timestampFormat: { useTrait: true, default: dateTime },
      httpBindings: true,
      xmlNamespace,
      serviceNamespace: '',
    });
    serializer.write(schema, value);
    return declaration + String(serializer.flush());
  };

/** What of the request an answer depends on. */
export interface Reply {
  readonly requestId: string;
  /** `https://iam.amazonaws.com/doc/2010-05-08/`; awsQuery only. */
  readonly xmlNamespace: string;
}

export function writeOutput(
  protocol: Protocol,
  shape: OperationShape,
  output: Output,
  reply: Reply,
): WireResponse {
  switch (protocol) {
    case 'awsJson1_0':
    case 'awsJson1_1': {
      const contentType = `application/x-amz-json-${protocol === 'awsJson1_0' ? '1.0' : '1.1'}`;
      const unit = shape.output.isUnitSchema();
      return {
        status: 200,
        headers: { 'content-type': contentType },
        body: unit ? '' : writeJson(shape.output, output),
      };
    }
    case 'awsQuery':
      return writeQueryOutput(shape, output, reply);
    case 'restJson1':
      return writeBindings(shape, output, 'application/json', writeJson);
    case 'restXml':
      return writeBindings(shape, output, 'application/xml', writeXml(s3Namespace));
  }
}

function writeQueryOutput(shape: OperationShape, output: Output, reply: Reply): WireResponse {
  const metadata = structure('ResponseMetadata', { RequestId: 0 });
  const result = `${shape.name}Result`;
  const envelope = structure(`${shape.name}Response`, {
    ...(!shape.output.isUnitSchema() && { [result]: shape.output }),
    ResponseMetadata: metadata,
  });
  const value = { [result]: output, ResponseMetadata: { RequestId: reply.requestId } };
  return {
    status: 200,
    headers: { 'content-type': 'text/xml' },
    body: writeXml(reply.xmlNamespace)(envelope, value),
  };
}

function writeBindings(
  shape: OperationShape,
  output: Output,
  contentType: string,
  writeBody: WriteBody,
): WireResponse {
  const headers: Record<string, string> = {};
  const inBody: Record<string, unknown> = {};
  let status = shape.http?.code ?? 200;
  let payload: WireResponse['body'] | undefined;
  let payloadType: string | undefined;
  let members = 0;
  for (const [name, member] of shape.output.structIterator()) {
    const traits = member.getMergedTraits();
    const value = output[name];
    if (typeof traits.httpHeader === 'string') {
      if (value != null) headers[traits.httpHeader.toLowerCase()] = headerText(member, value);
    } else if (typeof traits.httpPrefixHeaders === 'string') {
      for (const [key, text] of Object.entries(value ?? {})) {
        headers[traits.httpPrefixHeaders.toLowerCase() + key] = String(text);
      }
    } else if (traits.httpResponseCode) {
      if (typeof value === 'number') status = value;
    } else if (traits.httpPayload) {
      [payload, payloadType] = writePayload(member, value, contentType, writeBody);
    } else {
      members += 1;
      if (value !== undefined) inBody[name] = value;
    }
  }
  if (headers['content-range'] !== undefined) status = 206;
  if (payload !== undefined) {
    if (payloadType && payload.length > 0) headers['content-type'] ??= payloadType;
    return { status, headers, body: payload };
  }
  if (members === 0) {
    const empty = contentType === 'application/json' && !shape.output.isUnitSchema() ? '{}' : '';
    return {
      status,
      headers: { ...headers, ...(empty && { 'content-type': contentType }) },
      body: empty,
    };
  }
  const unwrapped = shape.name === 'GetBucketLocation' && contentType === 'application/xml';
  return {
    status,
    headers: { ...headers, 'content-type': contentType },
    body: unwrapped ? writeLocation(inBody.LocationConstraint) : writeBody(shape.output, inBody),
  };
}

/** S3 answers `GetBucketLocation` with one element that is not wrapped in another. */
const writeLocation = (location: unknown): string =>
  location === undefined
    ? `${declaration}<LocationConstraint xmlns="${s3Namespace}"/>`
    : `${declaration}<LocationConstraint xmlns="${s3Namespace}">${String(location)}</LocationConstraint>`;

function headerText(member: NormalizedSchema, value: unknown): string {
  const serializer = new ToStringShapeSerializer({
    timestampFormat: { useTrait: true, default: dateTime },
    httpBindings: true,
  });
  serializer.write(member, value);
  return serializer.flush();
}

function writePayload(
  member: NormalizedSchema,
  value: unknown,
  contentType: string,
  writeBody: WriteBody,
): [WireResponse['body'], string] {
  if (value === undefined || value === null) return ['', contentType];
  if (typeof value === 'string') {
    return [value, member.isStringSchema() ? contentType : 'application/octet-stream'];
  }
  if (value instanceof Uint8Array) return [value, 'application/octet-stream'];
  return [writeBody(member, value), contentType];
}
