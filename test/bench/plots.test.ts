import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { XMLValidator } from 'fast-xml-parser';
import { linePlot } from './line-plot.ts';
import { plotsOf } from './plots.ts';

it('the pictures of the documentation are those of the committed figures', () => {
  const baseline = readFileSync(new URL('baseline.json', import.meta.url), 'utf8');
  for (const [name, svg] of Object.entries(plotsOf(JSON.parse(baseline)))) {
    expect(readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8')).toBe(svg);
    expect(XMLValidator.validate(svg)).toBe(true);
  }
});

it('a picture of nothing is refused', () => {
  const plot = { title: 'time', x: 'ids', y: 'ms', lines: [{ name: 'ids', points: [] }] };
  expect(() => linePlot(plot)).toThrow('time: there is nothing to be drawn');
});
