import { isJsonList, isJsonObject, type Json, type JsonObject } from './json.ts';
import { TemplateError } from './template.ts';

type Read<T> = (value: Json, path: string) => T;

/** The properties of a resource, or of an object in it. Whatever is not asked for is an error. */
export interface Properties {
  required<T>(name: string, read: Read<T>): T;
  optional<T>(name: string, read: Read<T>): T | undefined;
}

/**
 * Reads an object, and refuses every property that `read` did not ask for.
 * @throws {@link TemplateError} with the path of the property.
 */
export function readProperties<T>(
  value: Json,
  path: string,
  read: (properties: Properties) => T,
): T {
  if (!isJsonObject(value)) throw new TemplateError(path, 'expected an object');
  const asked = new Set<string>();
  const optional = <V>(name: string, readValue: Read<V>): V | undefined => {
    asked.add(name);
    const found = value[name];
    return found === undefined ? undefined : readValue(found, `${path}.${name}`);
  };
  const result = read({
    optional,
    required: (name, readValue) => {
      const found = optional(name, readValue);
      if (found === undefined) throw new TemplateError(`${path}.${name}`, 'is required');
      return found;
    },
  });
  const unknown = Object.keys(value).find((name) => !asked.has(name));
  if (unknown !== undefined) {
    throw new TemplateError(`${path}.${unknown}`, 'property is not supported by the embedded AWS');
  }
  return result;
}

export const object =
  <T>(read: (properties: Properties) => T): Read<T> =>
  (value, path) =>
    readProperties(value, path, read);

export const string: Read<string> = (value, path) => {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new TemplateError(path, 'expected a string');
};

export const number: Read<number> = (value, path) => {
  const parsed = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof parsed === 'number' && Number.isFinite(parsed)) return parsed;
  throw new TemplateError(path, 'expected a number');
};

export const boolean: Read<boolean> = (value, path) => {
  if (value === true || value === 'true') return true;
  if (value === false || value === 'false') return false;
  throw new TemplateError(path, 'expected true or false');
};

/** Any object, as it is: a policy document, an event pattern. */
export const anyObject: Read<JsonObject> = (value, path) => {
  if (isJsonObject(value)) return value;
  throw new TemplateError(path, 'expected an object');
};

export const listOf =
  <T>(read: Read<T>): Read<readonly T[]> =>
  (value, path) => {
    if (!isJsonList(value)) throw new TemplateError(path, 'expected a list');
    return value.map((element, index) => read(element, `${path}[${index}]`));
  };

export const mapOf =
  <T>(read: Read<T>): Read<Readonly<Record<string, T>>> =>
  (value, path) =>
    Object.fromEntries(
      Object.entries(anyObject(value, path)).map(([key, element]) => [
        key,
        read(element, `${path}.${key}`),
      ]),
    );

export const oneOf =
  <const T extends string>(...allowed: readonly T[]): Read<T> =>
  (value, path) => {
    const found = allowed.find((candidate) => candidate === value);
    if (found !== undefined) return found;
    throw new TemplateError(path, `expected one of ${allowed.join(', ')}`);
  };

/** `[{Key, Value}]`. */
export const tags: Read<readonly { readonly Key: string; readonly Value: string }[]> = listOf(
  object((tag) => ({ Key: tag.required('Key', string), Value: tag.required('Value', string) })),
);
