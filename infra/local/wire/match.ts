import { decodeUri, type WireRequest } from './http.ts';
import { type OperationShape, requiredMembers, type ServiceShapes } from './shapes.ts';

export interface Match {
  readonly operation: OperationShape;
  readonly labels: Readonly<Record<string, string>>;
}

/** Where in a request the resource stands, after the bucket of S3 is taken off. */
export interface Target {
  /** Percent-encoded, beginning with `/`. */
  readonly path: string;
  /** `null` when the service is S3 and no bucket is named; absent for other services. */
  readonly bucket?: string | null;
}

interface Candidate extends Match {
  readonly complete: boolean;
  readonly literals: number;
  readonly required: number;
  readonly fixed: number;
  readonly named: boolean;
}

/**
 * Finds the operation of a REST request from method, path and query alone: not every client sends
 * `x-id`. S3's operations share paths and are told apart by query keys, and by the query
 * parameters and headers that they require (`x-amz-copy-source`, `uploadId`).
 */
export function matchRest(
  shapes: ServiceShapes,
  request: WireRequest,
  target: Target,
): Match | undefined {
  const found: Candidate[] = [];
  for (const operation of shapes.operations.values()) {
    const candidate = tryMatch(operation, request, target);
    if (candidate) found.push(candidate);
  }
  const [best] = found.sort(preference);
  return best && leftOver(best.operation, request) === undefined ? best : undefined;
}

const preference = (a: Candidate, b: Candidate): number =>
  b.literals - a.literals ||
  Number(b.named) - Number(a.named) ||
  Number(b.complete) - Number(a.complete) ||
  b.required - a.required ||
  b.fixed - a.fixed;

function tryMatch(
  operation: OperationShape,
  request: WireRequest,
  target: Target,
): Candidate | undefined {
  const { http } = operation;
  if (!http || http.method !== request.method) return undefined;
  const labels = matchBucket(operation, target);
  if (!labels || !matchPath(http.segments, target.path, labels)) return undefined;
  const sent = new Map(request.query);
  const literal = ([key, value]: readonly [string, string]) =>
    value === '' ? sent.has(key) : sent.get(key) === value;
  if (!http.literals.every(literal)) return undefined;
  const bound = requiredBindings(operation);
  return {
    operation,
    labels,
    literals: http.literals.length,
    required: bound.length,
    complete: bound.every(({ query, header }) =>
      query ? sent.has(query) : header !== undefined && request.headers[header] !== undefined,
    ),
    fixed: http.segments.filter((segment) => !segment.startsWith('{')).length,
    named: sent.get('x-id') === operation.name,
  };
}

function matchBucket(
  operation: OperationShape,
  target: Target,
): Record<string, string> | undefined {
  if (target.bucket === undefined) return {};
  const takesBucket = 'Bucket' in operation.input.getMemberSchemas();
  if (takesBucket !== (target.bucket !== null)) return undefined;
  return target.bucket === null ? {} : { Bucket: target.bucket };
}

/** Fills `labels`; false when the path is another. */
function matchPath(
  template: readonly string[],
  path: string,
  labels: Record<string, string>,
): boolean {
  const [first = ''] = template;
  if (first.endsWith('+}')) {
    const rest = path.slice(1);
    if (rest === '') return false;
    labels[first.slice(1, -2)] = decodeUri(rest);
    return template.length === 1;
  }
  const segments = path.split('/').slice(1);
  if (segments.at(-1) === '') segments.pop();
  if (segments.length !== template.length) {
    const greedy = template.at(-1)?.endsWith('+}') && segments.length > template.length;
    if (!greedy) return false;
  }
  return template.every((part, index) => {
    if (!part.startsWith('{')) return part === decodeUri(segments[index] ?? '');
    const greedy = part.endsWith('+}');
    const text = greedy ? segments.slice(index).join('/') : (segments[index] ?? '');
    labels[part.slice(1, greedy ? -2 : -1)] = decodeUri(text);
    return text !== '';
  });
}

interface Binding {
  readonly query?: string;
  readonly header?: string;
}

function requiredBindings(operation: OperationShape): readonly Binding[] {
  const members = operation.input.getMemberSchemas();
  return requiredMembers(operation.input).flatMap((name): readonly Binding[] => {
    const { httpQuery, httpHeader } = members[name]?.getMergedTraits() ?? {};
    if (typeof httpQuery === 'string') return [{ query: httpQuery }];
    return typeof httpHeader === 'string' ? [{ header: httpHeader.toLowerCase() }] : [];
  });
}

/**
 * A query key without a value that the operation does not know names a subresource, and with it an
 * operation that our schemas do not have: `PUT /bucket?newThing` must not become CreateBucket.
 */
function leftOver(operation: OperationShape, request: WireRequest): string | undefined {
  const known = new Set(['x-id', ...(operation.http?.literals ?? []).map(([key]) => key)]);
  for (const member of Object.values(operation.input.getMemberSchemas())) {
    const { httpQuery, httpQueryParams } = member.getMergedTraits();
    if (httpQueryParams) return undefined;
    if (typeof httpQuery === 'string') known.add(httpQuery);
  }
  return request.query.find(
    ([key, value]) => value === '' && !known.has(key) && !key.toLowerCase().startsWith('x-amz-'),
  )?.[0];
}
