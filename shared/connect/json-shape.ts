import { childPath as at } from '#shared/policy/errors.ts';

export { at };

/** A JSON document says something that it may not say. The message begins with the path of the fault. */
export class InvalidDocument extends Error {
  override readonly name = 'InvalidDocument';
  /** For example `workloads[0].arn`; `$` is the document itself. */
  readonly path: string;

  constructor(path: string, problem: string) {
    super(`${path}: ${problem}`);
    this.path = path;
  }
}

export type JsonObject = Readonly<Record<string, unknown>>;

const shown = (value: unknown): string => {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
};

/** @throws InvalidDocument always. */
export function refuse(path: string, wanted: string, value: unknown): never {
  const found = value === undefined ? 'it is missing' : `found ${shown(value)}`;
  throw new InvalidDocument(path, `must be ${wanted}; ${found}`);
}

/** @throws InvalidDocument at the first of `names` in which a document is of another than `wanted`. */
export function refuseOthers<K extends string>(
  document: { readonly [P in K]?: unknown },
  wanted: { readonly [P in K]: string },
  names: readonly K[],
): void {
  for (const name of names) {
    if (document[name] !== wanted[name]) refuse(name, wanted[name], document[name]);
  }
}

export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** An object; with `keys`, one that has no others. @throws InvalidDocument */
export function objectAt(value: unknown, path: string, keys?: readonly string[]): JsonObject {
  if (!isJsonObject(value)) refuse(path, 'an object', value);
  const stranger = keys && Object.keys(value).find((key) => !keys.includes(key));
  if (keys && stranger !== undefined) {
    throw new InvalidDocument(at(path, stranger), `unknown key; known are ${keys.join(', ')}`);
  }
  return value;
}

/** @throws InvalidDocument */
export function listAt<T>(
  value: unknown,
  path: string,
  item: (value: unknown, path: string) => T,
): readonly T[] {
  if (!Array.isArray(value)) refuse(path, 'a list', value);
  return value.map((each: unknown, index) => item(each, at(path, index)));
}

/** A string that is not empty; with `pattern`, one that matches it. @throws InvalidDocument */
export function textAt(
  value: unknown,
  path: string,
  wanted = 'a string that is not empty',
  pattern?: RegExp,
): string {
  if (typeof value !== 'string' || value === '' || (pattern && !pattern.test(value))) {
    refuse(path, wanted, value);
  }
  return value;
}

/** @throws InvalidDocument */
export function oneOf<T extends string>(value: unknown, path: string, choices: readonly T[]): T {
  return (
    choices.find((choice) => choice === value) ??
    refuse(path, `one of ${choices.join(', ')}`, value)
  );
}

/** @throws InvalidDocument */
export function booleanAt(value: unknown, path: string): boolean {
  return typeof value === 'boolean' ? value : refuse(path, 'true or false', value);
}

/** ISO 8601 in UTC (`2026-03-01T00:00:00Z`). @throws InvalidDocument */
export function instantAt(value: unknown, path: string): string {
  const wanted = 'a time like 2026-03-01T00:00:00Z';
  const text = textAt(value, path, wanted, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/);
  // JavaScript reads February 30th as March 2nd.
  const onItsDay = new Date(text).getUTCDate() === Number(text.slice(8, 10));
  return onItsDay ? text : refuse(path, wanted, value);
}

/**
 * One key of an object, read only if it is there: spread the answer, which tells absent from
 * `undefined`. @throws InvalidDocument
 */
export function optionalAt<K extends string, T>(
  fields: JsonObject,
  path: string,
  key: K,
  read: (value: unknown, path: string) => T,
): { [P in K]?: T } {
  const part: { [P in K]?: T } = {};
  const value = fields[key];
  if (value !== undefined) part[key] = read(value, at(path, key));
  return part;
}

/** Leaves out what is `undefined`. */
export function optional<K extends string, T>(key: K, value: T | undefined): { [P in K]?: T } {
  const part: { [P in K]?: T } = {};
  if (value !== undefined) part[key] = value;
  return part;
}
