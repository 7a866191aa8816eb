import type { Relation } from '../operators.ts';
import { holds } from './numeric.ts';
import { type Outcome, unknown } from './outcome.ts';

const DATE = /^(\d{4})-(\d\d)(?:-(\d\d)(T\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:\d\d))?)?$/;
const EPOCH_SECONDS = /^\d{5,12}$/;

/**
 * Milliseconds since 1970 of a W3C date (year-month, date, or date and time with its zone) or of
 * epoch seconds. Undefined for everything else, four digits (a year or seconds?) included.
 */
export function parseDate(text: string): number | undefined {
  if (EPOCH_SECONDS.test(text)) return Number(text) * 1000;
  const [, year, month, day] = DATE.exec(text) ?? [];
  const time = Date.parse(text);
  if (year === undefined || Number.isNaN(time)) return undefined;
  const lastDay = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
  return Number(day ?? 1) <= lastDay ? time : undefined;
}

export function dateMatches(relation: Relation, expected: string, actual: string): Outcome {
  const [right, left] = [parseDate(expected), parseDate(actual)];
  if (right === undefined) return unknown(`${expected} is not a date that can be compared`);
  if (left === undefined) return unknown(`${actual} is not a date that can be compared`);
  return holds(relation, left, right);
}
