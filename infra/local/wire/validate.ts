import type { NormalizedSchema } from '@smithy/core/schema';
import { AwsError, type Protocol } from '../service.ts';
import { requiredMembers } from './shapes.ts';

interface Fault {
  readonly path: string;
  readonly says: string;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function* faults(schema: NormalizedSchema, value: unknown, path: string): Generator<Fault> {
  const wrong = (expected: string): Fault => ({ path, says: `is not ${expected}` });
  if (schema.isDocumentSchema() || schema.isUnitSchema()) return;
  if (schema.isStructSchema()) {
    if (schema.isStreaming()) return;
    if (!isObject(value)) yield wrong('a structure');
    else yield* structureFaults(schema, value, path);
  } else if (schema.isListSchema()) {
    if (!Array.isArray(value)) yield wrong('a list');
    else
      for (const [index, item] of value.entries()) {
        if (item != null)
          yield* faults(schema.getValueSchema(), item, `${path}.${index + 1}.member`);
      }
  } else if (schema.isMapSchema()) {
    if (!isObject(value)) yield wrong('a map');
    else
      for (const [key, item] of Object.entries(value)) {
        if (item != null) yield* faults(schema.getValueSchema(), item, `${path}.${key}`);
      }
  } else if (schema.isStringSchema()) {
    if (typeof value !== 'string' && !(value instanceof String)) yield wrong('a string');
  } else if (schema.isBooleanSchema()) {
    if (typeof value !== 'boolean') yield wrong('a boolean');
  } else if (schema.isNumericSchema()) {
    if (typeof value !== 'number' || Number.isNaN(value)) yield wrong('a number');
  } else if (schema.isTimestampSchema()) {
    if (!(value instanceof Date) || Number.isNaN(value.getTime())) yield wrong('a timestamp');
  } else if (schema.isBlobSchema()) {
    if (!ArrayBuffer.isView(value) && typeof value !== 'string') yield wrong('binary data');
  }
}

function* structureFaults(
  schema: NormalizedSchema,
  value: Readonly<Record<string, unknown>>,
  path: string,
): Generator<Fault> {
  const required = requiredMembers(schema);
  for (const [name, member] of schema.structIterator()) {
    const below = path === '' ? name : `${path}.${name}`;
    const given = value[name];
    if (given !== undefined && given !== null) yield* faults(member, given, below);
    else if (required.includes(name) && !member.isIdempotencyToken()) {
      yield { path: below, says: 'failed to satisfy constraint: Member must not be null' };
    }
  }
}

const codes: Readonly<Record<Protocol, string>> = {
  awsJson1_0: 'ValidationException',
  awsJson1_1: 'ValidationException',
  restJson1: 'ValidationException',
  awsQuery: 'ValidationError',
  restXml: 'InvalidRequest',
};

/** @throws AwsError that names every required member which is missing and every value of a wrong type. */
export function validate(
  protocol: Protocol,
  schema: NormalizedSchema,
  input: Readonly<Record<string, unknown>>,
): void {
  const found = [...faults(schema, input, '')];
  if (found.length === 0) return;
  const [noun, list] = [
    found.length === 1 ? '1 validation error' : `${found.length} validation errors`,
    found.map(({ path, says }) => `Value at '${path}' ${says}`).join('; '),
  ];
  throw new AwsError(codes[protocol], `${noun} detected: ${list}`);
}
