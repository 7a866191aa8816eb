import { InvalidDocument, isJsonObject } from '#shared/connect/json-shape.ts';
import type { PolicyDocument } from '#shared/policy/document.ts';
import { type PolicyKind, parsePolicy } from '#shared/policy/parse.ts';
import { messageOf } from '../errors.ts';

/** Batches ask many things of few policies: the parsed forms of the last ones, by their text. */
const recent = new Map<string, PolicyDocument>();
const most = 64;

/**
 * A policy in a line of a batch: an object, or its JSON text.
 * @throws InvalidDocument naming the member and the path of the fault in it
 */
export function policyAt(value: unknown, path: string, kind?: PolicyKind): PolicyDocument {
  if (typeof value !== 'string' && !isJsonObject(value)) {
    const missing = value === undefined ? '; it is missing' : '';
    throw new InvalidDocument(path, `must be a policy${missing}`);
  }
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const key = `${kind} ${text}`;
  const known = recent.get(key);
  if (known) return known;
  try {
    const policy = parsePolicy(text, kind);
    if (recent.size >= most) recent.clear();
    recent.set(key, policy);
    return policy;
  } catch (error) {
    throw new InvalidDocument(path, messageOf(error));
  }
}
