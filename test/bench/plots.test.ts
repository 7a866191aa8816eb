import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { XMLValidator } from 'fast-xml-parser';
import { barPlot, ticks } from './bar-plot.ts';
import { count, measured } from './figures.ts';
import { linePlot } from './line-plot.ts';
import { withFigures } from './page-tables.ts';
import { plotsOf } from './plots.ts';

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');
const baseline = JSON.parse(read('baseline.json'));
const page = read('../../docs/performance.md');

describe('docs/performance.md', () => {
  it('has the pictures of the committed figures, and each is shown', () => {
    for (const [name, svg] of Object.entries(plotsOf(baseline))) {
      expect(read(`../../docs/${name}`)).toBe(svg);
      expect(XMLValidator.validate(svg)).toBe(true);
      expect(page).toContain(`](${name})`);
    }
  });

  it('has the tables of the committed figures', () => {
    expect(withFigures(page, baseline)).toBe(page);
  });

  it('fills a block with what was measured, and knows which there are', () => {
    const sections = { drift: { closed: measured(30, 's', { what: 'least', value: 20 }, '≤ 2×') } };
    const bench = { ...baseline, sections };
    expect(withFigures('a <!-- bench:drift -->old<!-- /bench --> b', bench)).toContain(
      '| closed | 30 s | 1.5× least | ≤ 2× |',
    );
    const cold = { 'one: load': measured(3, 'ms'), 'two: load': count(4, 'KB') };
    expect(
      withFigures('<!-- bench:cold --><!-- /bench -->', { ...bench, sections: { cold } }),
    ).toContain('| one | 3 ms |\n| two | 4 KB |');
    expect(() => withFigures('<!-- bench:other --><!-- /bench -->', bench)).toThrow('other');
  });
});

describe('a picture', () => {
  it('of nothing is refused', () => {
    const plot = { title: 'time', x: 'ids', y: 'ms', lines: [{ name: 'ids', points: [] }] };
    expect(() => linePlot(plot)).toThrow('time: there is nothing to be drawn');
    const panels = [{ what: 'time', rows: [{ label: 'ids', values: [Number.NaN] }] }];
    expect(() => barPlot({ title: 'time', series: ['ours'], panels })).toThrow(
      'time: there is nothing to be drawn',
    );
  });

  it('has bars as long as their values, below each other or end to end', () => {
    const rows = [{ label: 'a <b> & "c"', values: [1, 3] }];
    const plot = (stacked: boolean) =>
      barPlot({
        title: 'time',
        series: ['ours', 'theirs'],
        panels: [{ what: 'ms', rows, stacked }],
      });
    const bars = (svg: string) =>
      [...svg.matchAll(/<rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)"/g)].map((found) =>
        found.slice(1).map(Number),
      );
    const [one = [], other = []] = bars(plot(false));
    expect(other[0]).toBe(one[0]);
    expect((other[2] ?? 0) / (one[2] ?? 0)).toBeCloseTo(3, 1);
    const [first = [], second = []] = bars(plot(true));
    expect(second[0]).toBeCloseTo((first[0] ?? 0) + (first[2] ?? 0), 0);
    expect(second[1]).toBe(first[1]);
    expect(XMLValidator.validate(plot(true))).toBe(true);
  });

  it.each([
    [4.8, [0, 1, 2, 3, 4]],
    [1846, [0, 500, 1000, 1500]],
    [0.02, [0, 0.005, 0.01, 0.015, 0.02]],
  ])('of values up to %d has round marks', (most, marks) => {
    expect(ticks(most).map((mark) => Number(mark.toPrecision(6)))).toEqual(marks);
  });
});
