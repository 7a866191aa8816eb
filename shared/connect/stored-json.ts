import { parseJson } from '#shared/policy/json.ts';
import { type JsonObject, objectAt, refuse } from './json-shape.ts';

/**
 * What the state bucket holds as JSON, of the only version that there has been.
 * @param keys what it may have; anything unless given
 * @throws InvalidDocument or JsonSyntaxError naming the path of the first fault.
 */
export function parseStored(text: string, keys?: readonly string[]): JsonObject {
  const fields = objectAt(parseJson(text), '$', keys);
  if (fields.version !== 1) refuse('version', '1', fields.version);
  return fields;
}
