import type { Relation } from '../operators.ts';
import { type Outcome, unknown } from './outcome.ts';

const NUMBER = /^[+-]?\d+(\.\d+)?$/;
const EXACT_DIGITS = 15;

/** A decimal number; undefined when `text` is none, or has more digits than compare exactly. */
export function parseNumber(text: string): number | undefined {
  if (!NUMBER.test(text) || text.replace(/\D/g, '').length > EXACT_DIGITS) return undefined;
  return Number(text);
}

export function numericMatches(relation: Relation, expected: string, actual: string): Outcome {
  const [right, left] = [parseNumber(expected), parseNumber(actual)];
  if (right === undefined) return unknown(`${expected} is not a number that can be compared`);
  if (left === undefined) return unknown(`${actual} is not a number that can be compared`);
  return holds(relation, left, right);
}

/** Whether `left` stands in `relation` to `right`. */
export function holds(relation: Relation, left: number, right: number): boolean {
  switch (relation) {
    case 'equals':
      return left === right;
    case 'less':
      return left < right;
    case 'less-or-equal':
      return left <= right;
    case 'greater':
      return left > right;
    case 'greater-or-equal':
      return left >= right;
  }
}
