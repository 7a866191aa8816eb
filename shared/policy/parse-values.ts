import { childPath, type JsonPath, PolicySyntaxError } from './errors.ts';

export type JsonObject = { readonly [member: string]: unknown };

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** @throws PolicySyntaxError when a member is not one of `known`. */
export function only(object: JsonObject, path: JsonPath, known: readonly string[]): void {
  for (const member of Object.keys(object)) {
    if (!known.includes(member)) {
      throw new PolicySyntaxError(
        childPath(path, member),
        'is not an element of the policy language',
      );
    }
  }
}

/** A non-empty string, or a non-empty list of them. */
export function stringList(value: unknown, path: JsonPath): readonly string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (list.length === 0) throw new PolicySyntaxError(path, 'must not be empty');
  return list.map((element, index) => {
    const at = Array.isArray(value) ? childPath(path, index) : path;
    if (typeof element !== 'string') {
      throw new PolicySyntaxError(at, 'must be a string or a list of strings');
    }
    if (element === '') throw new PolicySyntaxError(at, 'must not be empty');
    return element;
  });
}
