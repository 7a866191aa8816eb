import { type Outcome, unknown } from './outcome.ts';

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** `BinaryEquals`: byte for byte, both sides in base64. */
export function binaryMatches(expected: string, actual: string): Outcome {
  if (!BASE64.test(expected)) return unknown(`${expected} is not base64`);
  if (!BASE64.test(actual)) return unknown(`${actual} is not base64`);
  return Buffer.from(expected, 'base64').equals(Buffer.from(actual, 'base64'));
}
