import { parseDate } from '../conditions/date.ts';
import { parseAddressRange } from '../conditions/ip.ts';
import { parseNumber } from '../conditions/numeric.ts';
import type { OperatorFamily } from '../operators.ts';

/**
 * Values of one key such that every value of its type compares with `written`, the values in the
 * policies, as one of them does. Undefined when that cannot be had.
 */
export function sampleValues(
  family: OperatorFamily,
  written: readonly string[],
): readonly string[] | undefined {
  switch (family) {
    case 'numeric':
      return sampleNumbers(written);
    case 'date':
      return sampleDates(written);
    case 'ip':
      return sampleAddresses(written);
    case 'bool':
      return ['true', 'false'];
    case 'binary':
      return sampleBytes(written);
    default:
      return [];
  }
}

const ascending = (values: Iterable<number>): number[] =>
  [...new Set(values)].sort((a, b) => a - b);

const parsed = <T>(written: readonly string[], parse: (text: string) => T | undefined): T[] =>
  written.flatMap((text) => parse(text) ?? []);

/** The boundaries, one value between each two of them, and one at either end. */
function between(
  bounds: readonly number[],
  gap: (low: number, high: number) => number | undefined,
  step: number,
): number[] {
  const [first, last] = [bounds[0], bounds.at(-1)];
  if (first === undefined || last === undefined) return [];
  const gaps = bounds.flatMap((low, at) => {
    const high = bounds[at + 1];
    return high === undefined ? [] : (gap(low, high) ?? []);
  });
  return [last + step, first - step, ...bounds, ...gaps];
}

function sampleNumbers(written: readonly string[]): string[] | undefined {
  let exact = true;
  const middle = (low: number, high: number): number => {
    const next = Math.floor(low) + 1;
    const value = next < high ? next : (low + high) / 2;
    const text = parseNumber(String(value));
    if (text === undefined || text <= low || text >= high) exact = false;
    return value;
  };
  const bounds = ascending(parsed(written, parseNumber));
  const samples = bounds.length > 0 ? between(bounds, middle, 1) : [1];
  const texts = samples.map(String);
  return exact && texts.every((text) => parseNumber(text) !== undefined) ? texts : undefined;
}

const DAY = 86_400_000;
const FIRST_YEAR = Date.UTC(1, 0, 1);
const LAST_YEAR = Date.UTC(9999, 11, 31);

/** Whole seconds where there are any, else milliseconds, which is as fine as dates are compared. */
function sampleDates(written: readonly string[]): string[] {
  const middle = (low: number, high: number): number | undefined => {
    if (high - low > 1000) return low + 1000;
    return high - low > 1 ? low + Math.floor((high - low) / 2) : undefined;
  };
  const bounds = ascending(parsed(written, parseDate));
  const samples = bounds.length > 0 ? between(bounds, middle, DAY) : [Date.UTC(2026, 0, 1)];
  return samples
    .filter((time) => time >= FIRST_YEAR && time <= LAST_YEAR)
    .map((time) => new Date(time).toISOString().replace('.000Z', 'Z'));
}

/** Addresses that AWS sets aside for documentation come first. */
const EXAMPLES = ['203.0.113.7', '198.51.100.23', '2001:db8::17'];

function sampleAddresses(written: readonly string[]): string[] {
  const ranges = parsed(written, parseAddressRange);
  const samples = new Set(EXAMPLES);
  for (const version of [4, 6] as const) {
    const top = version === 4 ? 1n << 32n : 1n << 128n;
    const bounds = ranges
      .filter((range) => range.version === version)
      .flatMap(({ first, last }) => [first, last + 1n]);
    for (const bound of [0n, ...bounds]) {
      if (bound < top) samples.add(version === 4 ? ipv4(bound) : ipv6(bound));
    }
  }
  return [...samples];
}

const ipv4 = (value: bigint): string =>
  [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 0xffn).join('.');

const ipv6 = (value: bigint): string =>
  [112n, 96n, 80n, 64n, 48n, 32n, 16n, 0n]
    .map((shift) => ((value >> shift) & 0xffffn).toString(16))
    .join(':')
    .replace(/(^|:)0(:0)+(:|$)/, '::');

function sampleBytes(written: readonly string[]): string[] {
  const bytes = new Set(written.map((text) => Buffer.from(text, 'base64').toString('base64')));
  for (let number = 0; ; number++) {
    const other = Buffer.from(`other${number}`).toString('base64');
    if (!bytes.has(other)) return [other, ...bytes];
  }
}
