import { readFile, writeFile } from 'node:fs/promises';
import type { Bench } from './figures.ts';
import { type Line, linePlot } from './line-plot.ts';

/** Of all figures of a section with such a name, one point each. */
const points = (bench: Bench, section: string, name: RegExp): Line['points'] =>
  Object.entries(bench.sections[section] ?? {}).flatMap(([figure, { value }]) => {
    const x = name.exec(figure)?.[1];
    return x === undefined ? [] : [[Number(x), value] as const];
  });

/** The pictures of docs/performance.md by file name. */
export const plotsOf = (bench: Bench): Readonly<Record<string, string>> => ({
  'performance-policy.svg': linePlot({
    title: 'check, milliseconds by the size of a policy',
    x: 'how many there are',
    y: 'ms',
    lines: ['ids', 'statements', 'patterns'].map((what) => ({
      name: what,
      points: points(bench, 'policy', new RegExp(`^check, (\\d+) ${what}$`)),
    })),
  }),
  'performance-inventory.svg': linePlot({
    title: 'an inventory, virtual seconds until it is stored',
    x: 'instances',
    y: 'virtual s',
    lines: [1, 2].map((rate) => ({
      name: `${rate} a second`,
      points: points(
        bench,
        'inventory',
        new RegExp(`^(\\d+) instances? at ${rate}/s: until stored$`),
      ),
    })),
  }),
});

/** `npm run plots`: from the committed baseline. */
if (import.meta.main) {
  const text = await readFile(new URL('baseline.json', import.meta.url), 'utf8');
  for (const [name, svg] of Object.entries(plotsOf(JSON.parse(text)))) {
    await writeFile(new URL(`../../docs/${name}`, import.meta.url), svg);
  }
}
