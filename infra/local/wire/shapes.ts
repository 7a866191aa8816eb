import { NormalizedSchema } from '@smithy/core/schema';

export interface OperationShape {
  readonly name: string;
  readonly namespace: string;
  /** Absent for RPC protocols. */
  readonly http?: HttpTrait;
  readonly input: NormalizedSchema;
  readonly output: NormalizedSchema;
}

export interface HttpTrait {
  readonly method: string;
  /** Without a trailing empty segment: `['instance', '{InstanceId}', 'storage-configs']`. */
  readonly segments: readonly string[];
  /** Query keys that tell operations apart, `x-id` left out. */
  readonly literals: readonly (readonly [string, string])[];
  readonly code: number;
}

export interface ErrorShape {
  readonly name: string;
  /** The code on the wire, where it differs from the name. */
  readonly code: string;
  readonly status?: number;
  readonly fault: 'client' | 'server';
  readonly schema: NormalizedSchema;
}

export interface ServiceShapes {
  readonly operations: ReadonlyMap<string, OperationShape>;
  /** By name and by wire code. */
  readonly errors: ReadonlyMap<string, ErrorShape>;
}

type SchemaRef = Parameters<typeof NormalizedSchema.of>[0];
type Traits = Readonly<Record<string, unknown>>;

const operationTag = 9;
const errorTag = -3;

const traitsOf = (traits: unknown): Traits =>
  typeof traits === 'object' && traits !== null ? (traits as Traits) : {};

function httpTrait(trait: unknown): HttpTrait | undefined {
  if (!Array.isArray(trait)) return undefined;
  const [method, uri, code] = trait as [string, string, number];
  const [path = '', query = ''] = uri.split('?');
  const literals = [...new URLSearchParams(query)].filter(([key]) => key !== 'x-id');
  return { method, segments: path.split('/').filter((part) => part !== ''), literals, code };
}

function readOperation(schema: readonly unknown[]): OperationShape {
  const [, namespace, name, traitRef, input, output] = schema;
  const traits = traitsOf(traitRef);
  const http = httpTrait(traits.http);
  return {
    name: String(name),
    namespace: String(namespace),
    ...(http && { http }),
    input: NormalizedSchema.of(input as SchemaRef),
    output: NormalizedSchema.of(output as SchemaRef),
  };
}

function readError(schema: readonly unknown[]): ErrorShape {
  const traits = traitsOf(schema[3]);
  const [code, status] = Array.isArray(traits.awsQueryError)
    ? (traits.awsQueryError as [string, number])
    : [undefined, undefined];
  const httpError = typeof traits.httpError === 'number' ? traits.httpError : status;
  return {
    name: String(schema[2]),
    code: code ?? String(schema[2]),
    ...(httpError !== undefined && { status: httpError }),
    fault: traits.error === 'server' ? 'server' : 'client',
    schema: NormalizedSchema.of(schema as unknown as SchemaRef),
  };
}

const cache = new WeakMap<object, ServiceShapes>();

/**
 * The operations and errors that an SDK client's module knows, from the schemas that it exports
 * (`GetRole$`: `[9, namespace, name, traits, input, output]`).
 */
export function shapesOf(client: Readonly<Record<string, unknown>>): ServiceShapes {
  const known = cache.get(client);
  if (known) return known;
  const operations = new Map<string, OperationShape>();
  const errors = new Map<string, ErrorShape>();
  for (const exported of Object.values(client)) {
    if (!Array.isArray(exported)) continue;
    if (exported[0] === operationTag) {
      const operation = readOperation(exported);
      operations.set(operation.name, operation);
    } else if (exported[0] === errorTag) {
      const error = readError(exported);
      errors.set(error.name, error);
      errors.set(error.code, error);
    }
  }
  const shapes = { operations, errors };
  cache.set(client, shapes);
  return shapes;
}

/** The members of a structure that a caller must give: AWS's schemas list them first. */
export function requiredMembers(schema: NormalizedSchema): readonly string[] {
  const source: unknown = schema.getSchema();
  if (!Array.isArray(source) || !Array.isArray(source[4])) return [];
  const count: unknown = source[6];
  return (source[4] as string[]).slice(0, typeof count === 'number' ? count : 0);
}
