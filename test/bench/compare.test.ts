import { expect, it } from '@jest/globals';
import { moved } from './compare.ts';
import { type Bench, besideReference, count, exponent, type Figures, measured } from './figures.ts';

const bench = (figures: Figures): Bench => ({
  machine: { processor: 'any', cores: 2, gigabytes: 8, platform: 'linux x64', node: 'v24.0.0' },
  reference: measured(10, 'ms'),
  sections: { policy: figures },
});
const ratio = (value: number) => measured(value, 'ms', { what: 'naive', value: 100 });

it('a ratio may move by 15 %, a count not at all, and a time without a ratio as it likes', () => {
  const before = bench({ load: ratio(100), calls: count(7, 'calls'), alone: measured(1, 'ms') });
  const near = bench({ load: ratio(114), calls: count(7, 'calls'), alone: measured(9, 'ms') });
  const far = bench({ load: ratio(116), calls: count(8, 'calls'), alone: measured(1, 'ms') });
  expect(moved(before, near)).toEqual([]);
  expect(moved(before, far)).toEqual([
    { section: 'policy', figure: 'load', before: 1, now: 1.16 },
    { section: 'policy', figure: 'calls', before: 7, now: 8 },
  ]);
});

it('what came and what went is told, of the sections that were run', () => {
  const before = { ...bench({ old: count(1, 'calls') }) };
  const now = bench({ new: count(2, 'calls') });
  const other = { ...before, sections: { ...before.sections, cold: { load: ratio(1) } } };
  expect(moved(other, now)).toEqual([
    { section: 'policy', figure: 'old', before: 1, now: undefined },
    { section: 'policy', figure: 'new', before: undefined, now: 2 },
  ]);
});

it('times that are compared with nothing else are compared with the reference, seconds too', () => {
  const figures = { a: measured(20, 'ms'), b: measured(1, 's'), c: ratio(50), d: count(1, 'runs') };
  const [a, b, c, d] = Object.values(besideReference(figures, measured(10, 'ms')));
  expect([a, b, c, d].map((each) => each?.ratioTo?.ratio)).toEqual([2, 100, 0.5, undefined]);
});

it('the exponent of a growth is 1 where twice as much takes twice as long', () => {
  const grown = (power: number) => [10, 20, 50, 400].map((x) => [x, 3 * x ** power] as const);
  expect(exponent(grown(1))).toBeCloseTo(1, 9);
  expect(exponent(grown(1.5))).toBeCloseTo(1.5, 9);
  expect(exponent(grown(0))).toBeCloseTo(0, 9);
});
