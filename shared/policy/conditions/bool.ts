import { type Outcome, unknown } from './outcome.ts';

/** `true` or `false` without regard to case; undefined for everything else. */
export function parseBool(text: string): boolean | undefined {
  const word = text.toLowerCase();
  return word === 'true' ? true : word === 'false' ? false : undefined;
}

export function boolMatches(expected: string, actual: string): Outcome {
  const [right, left] = [parseBool(expected), parseBool(actual)];
  if (right === undefined) return unknown(`${expected} is neither true nor false`);
  if (left === undefined) return unknown(`${actual} is neither true nor false`);
  return left === right;
}
