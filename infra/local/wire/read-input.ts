import { XmlShapeDeserializer } from '@aws-sdk/core/protocols';
import { FromStringShapeDeserializer, JsonShapeDeserializer } from '@smithy/core/protocols';
import type { NormalizedSchema } from '@smithy/core/schema';
import { AwsError, type Protocol } from '../service.ts';
import { readForm } from './form.ts';
import type { WireRequest } from './http.ts';
import type { OperationShape } from './shapes.ts';

type Input = Record<string, unknown>;
type ReadBody = (schema: NormalizedSchema, body: Uint8Array) => unknown;

const dateTime = 5;
const epochSeconds = 7;
const json = {
  timestampFormat: { useTrait: true, default: epochSeconds },
  jsonName: true,
} as const;
const xml = {
  timestampFormat: { useTrait: true, default: dateTime },
  httpBindings: true,
  xmlNamespace: '',
  serviceNamespace: '',
} as const;

const text = (body: Uint8Array): string => Buffer.from(body).toString('utf8');

type Json = Parameters<JsonShapeDeserializer['readObject']>[1];

const readJson: ReadBody = (schema, body) => {
  const parsed = JSON.parse(text(body)) as Json;
  if (schema.isStructSchema()) asInput(parsed);
  return new JsonShapeDeserializer(json).readObject(schema, parsed);
};

const readXml: ReadBody = (schema, body) => new XmlShapeDeserializer(xml).read(schema, text(body));

/**
 * What the caller gave, in the form that the SDK's own types have.
 * @throws AwsError when the request cannot be read at all.
 */
export function readInput(
  protocol: Protocol,
  shape: OperationShape,
  request: WireRequest,
  labels: Readonly<Record<string, string>>,
): Input {
  try {
    return read(protocol, shape, request, labels);
  } catch (fault) {
    if (fault instanceof AwsError) throw fault;
    throw unreadable(protocol, fault instanceof Error ? fault.message : String(fault));
  }
}

function read(
  protocol: Protocol,
  shape: OperationShape,
  request: WireRequest,
  labels: Readonly<Record<string, string>>,
): Input {
  switch (protocol) {
    case 'awsJson1_0':
    case 'awsJson1_1':
      return request.body.length === 0 || shape.input.isUnitSchema()
        ? {}
        : asInput(readJson(shape.input, request.body));
    case 'awsQuery':
      return readForm(shape.input, text(request.body), request.query);
    case 'restJson1':
      return readBindings(shape.input, request, labels, readJson, epochSeconds);
    case 'restXml':
      return readBindings(shape.input, request, labels, readXml, dateTime);
  }
}

function asInput(value: unknown): Input {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Input;
  throw new TypeError('the body is not an object');
}

function unreadable(protocol: Protocol, message: string): AwsError {
  if (protocol === 'restXml') {
    return new AwsError(
      'MalformedXML',
      `The XML you provided was not well-formed or did not validate against our published schema: ${message}`,
    );
  }
  if (protocol === 'awsQuery') return new AwsError('MalformedInput', message);
  return new AwsError('SerializationException', message);
}

function readBindings(
  schema: NormalizedSchema,
  request: WireRequest,
  labels: Readonly<Record<string, string>>,
  readBody: ReadBody,
  timestamp: 5 | 7,
): Input {
  const strings = new FromStringShapeDeserializer({
    timestampFormat: { useTrait: true, default: timestamp },
    httpBindings: true,
  });
  const input: Input = {};
  const inBody: string[] = [];
  for (const [name, member] of schema.structIterator()) {
    const traits = member.getMergedTraits();
    let value: unknown;
    if (traits.httpLabel) {
      const label = labels[name];
      value = label === undefined ? undefined : strings.read(member, label);
    } else if (typeof traits.httpQuery === 'string') {
      value = readQuery(member, traits.httpQuery, request, strings);
    } else if (traits.httpQueryParams) {
      value = Object.fromEntries(request.query);
    } else if (typeof traits.httpHeader === 'string') {
      const header = request.headers[traits.httpHeader.toLowerCase()];
      value = header === undefined ? undefined : strings.read(member, header);
    } else if (typeof traits.httpPrefixHeaders === 'string') {
      value = readPrefixHeaders(traits.httpPrefixHeaders.toLowerCase(), request);
    } else if (traits.httpPayload) {
      value = readPayload(member, request.body, readBody);
    } else {
      inBody.push(name);
    }
    if (value !== undefined) input[name] = value;
  }
  if (inBody.length > 0 && request.body.length > 0) {
    const body = asInput(readBody(schema, request.body));
    for (const name of inBody) if (body[name] !== undefined) input[name] = body[name];
  }
  return input;
}

function readQuery(
  member: NormalizedSchema,
  key: string,
  request: WireRequest,
  strings: FromStringShapeDeserializer,
): unknown {
  const values = request.query.filter(([name]) => name === key).map(([, value]) => value);
  const [first] = values;
  if (first === undefined) return undefined;
  if (!member.isListSchema()) return strings.read(member, first);
  const item = member.getValueSchema();
  return values.map((value) => strings.read(item, value));
}

function readPrefixHeaders(prefix: string, request: WireRequest): unknown {
  const found = Object.entries(request.headers).flatMap(([name, value]) =>
    name.startsWith(prefix) && value !== undefined ? [[name.slice(prefix.length), value]] : [],
  );
  return found.length > 0 ? Object.fromEntries(found) : undefined;
}

function readPayload(member: NormalizedSchema, body: Uint8Array, readBody: ReadBody): unknown {
  if (member.isBlobSchema() || member.isStreaming()) return body;
  if (body.length === 0) return undefined;
  return member.isStringSchema() ? text(body) : readBody(member, body);
}
