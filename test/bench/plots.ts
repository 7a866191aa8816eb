import { readFile, writeFile } from 'node:fs/promises';
import { barPlot } from './bar-plot.ts';
import type { Bench, Figure, Figures } from './figures.ts';
import { type Line, linePlot } from './line-plot.ts';
import { withFigures } from './page-tables.ts';

/** Of all figures of a section with such a name, those in question, by what the name has in it. */
const named = (bench: Bench, section: string, name: RegExp): readonly [string, Figure][] =>
  Object.entries(bench.sections[section] ?? {}).flatMap(([figure, value]) => {
    const found = name.exec(figure)?.[1];
    return found === undefined ? [] : [[found, value] as [string, Figure]];
  });

const points = (bench: Bench, section: string, name: RegExp): Line['points'] =>
  named(bench, section, name).map(([x, { value }]) => [Number(x), value]);

/** What a figure is compared with. */
const other = ({ value, ratioTo }: Figure): number =>
  ratioTo ? value / ratioTo.ratio : Number.NaN;

const of = (figures: Figures | undefined, name: string): Figure => {
  const figure = figures?.[name];
  if (!figure) throw new Error(`${name} was not measured`);
  return figure;
};

const policy = (bench: Bench): string =>
  linePlot({
    title: 'Reasoning about a policy, by its size',
    x: 'how many there are beside what the guard writes',
    y: 'milliseconds',
    lines: ['check', 'decide'].flatMap((name) =>
      ['ids', 'statements', 'patterns'].map((what) => ({
        name: `${name}, ${what}`,
        points: points(bench, 'policy', new RegExp(`^${name}, (\\d+) ${what}$`)),
      })),
    ),
  });

const inventory = (bench: Bench): string =>
  linePlot({
    title: 'An inventory until it is stored',
    x: 'instances of Amazon Connect',
    y: 'virtual seconds',
    lines: [1, 2].map((rate) => ({
      name: `${rate} ${rate === 1 ? 'request' : 'requests'} a second`,
      points: points(
        bench,
        'inventory',
        new RegExp(`^(\\d+) instances? at ${rate}/s: until stored$`),
      ),
    })),
  });

const memory = (bench: Bench): string => {
  const measured = named(bench, 'inventory', /^(\d+) instances?: memory$/);
  return linePlot({
    title: 'The memory that an inventory takes',
    x: 'instances of Amazon Connect',
    y: 'MB, of the whole process',
    lines: [
      { name: 'follow-changes', points: measured.map(([x, { value }]) => [Number(x), value]) },
      { name: 'an empty process', points: measured.map(([x, each]) => [Number(x), other(each)]) },
    ],
  });
};

function cold(bench: Bench): string {
  const functions = named(bench, 'cold', /^(.+): load$/).map(([name]) => name);
  const figures = bench.sections.cold;
  const loaded = (name: string) => of(figures, `${name}: load`);
  const empty = (name: string) =>
    loaded(name).value - of(figures, `${name}: load over an empty handler's`).value;
  const answered = (name: string) => of(figures, `${name}: answer`);
  const size = (name: string) => of(figures, `${name}: loaded until the first answer`);
  const beside = (figure: (name: string) => Figure, more: (name: string) => readonly number[]) =>
    functions.map((name) => ({
      label: name,
      values: [figure(name).value, other(figure(name)), ...more(name)],
    }));
  return barPlot({
    title: 'Cold starts, in fresh processes',
    series: ['as it is deployed', 'bundled naively', 'an empty handler'],
    panels: [
      {
        what: 'Until it is loaded, in milliseconds',
        rows: beside(loaded, (name) => [empty(name)]),
      },
      { what: 'Until its first answer, in milliseconds', rows: beside(answered, () => []) },
      { what: 'What it has loaded by then, in KB', rows: beside(size, () => []) },
    ],
  });
}

const warm = (bench: Bench): string => {
  const rows = (name: RegExp, values: (figure: Figure) => readonly number[]) =>
    named(bench, 'warm', name).map(([label, figure]) => ({ label, values: values(figure) }));
  return barPlot({
    title: 'Judging in a warm process',
    series: ['taken', 'the fewest possible'],
    panels: [
      {
        what: 'CPU for each resource, in milliseconds',
        rows: rows(/^(.+), [1-9]\d* resources: CPU for each$/, ({ value }) => [value]),
      },
      {
        what: 'Calls of AWS for all resources of ten instances',
        rows: rows(/^(.+), [1-9]\d* resources: calls$/, ({ value, aim }) => [value, Number(aim)]),
      },
    ],
  });
};

function drift(bench: Bench): string {
  const figures = bench.sections.drift;
  const steps = named(bench, 'drift', /^ours: ((?!told).+)$/);
  const own = of(figures, 'ours: told until closed and verified').value / 1000;
  const whole = of(figures, 'opened until closed and verified').value;
  return barPlot({
    title: 'From a policy that opens a bucket to closed and verified',
    series: ["AWS's wait, assumed", 'ours'],
    panels: [
      {
        what: 'All of it, in virtual seconds',
        rows: [{ label: 'opened until verified', values: [whole - own, own] }],
        stacked: true,
      },
      {
        what: 'What of it is ours, in milliseconds of this machine',
        rows: steps.map(([label, { value }]) => ({ label, values: [Number.NaN, value] })),
        stacked: true,
      },
    ],
  });
}

const cost = (bench: Bench): string => {
  const lines = named(bench, 'cost', /^in a month: (.+)$/).filter(([, { value }]) => value >= 0.01);
  return barPlot({
    title: 'A month of five instances',
    series: ['counted in a simulated month', 'connect-guard cost'],
    panels: [
      {
        what: 'US dollars',
        rows: lines.map(([label, figure]) => ({ label, values: [figure.value, other(figure)] })),
      },
    ],
  });
};

const embedded = (bench: Bench): string => {
  const figures = bench.sections.embedded;
  const served = of(figures, 'requests, each signed, allowed and noted');
  const [first, again] = [
    of(figures, 'listening, the first time'),
    of(figures, 'listening, again'),
  ];
  const deployed = of(figures, 'the contact center, deployed, judged and closed');
  const told = of(figures, 'npm start');
  return barPlot({
    title: 'The embedded AWS',
    series: ['the embedded AWS', 'a bare HTTP server, same client'],
    panels: [
      {
        what: 'Requests a second',
        rows: [{ label: 'GetBucketPolicy', values: [served.value, other(served)] }],
      },
      {
        what: 'Until it listens, in milliseconds',
        rows: [
          { label: 'the first time', values: [first.value] },
          { label: 'again', values: [again.value] },
        ],
      },
      {
        what: 'Until all is done, in seconds',
        rows: [
          { label: 'deployed, judged and closed', values: [deployed.value] },
          { label: 'npm start', values: [told.value] },
        ],
      },
    ],
  });
};

const pictures = { policy, inventory, memory, cold, warm, drift, cost, embedded };

/** The pictures of docs/performance.md by file name. */
export const plotsOf = (bench: Bench): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(pictures).map(([name, draw]) => [`performance-${name}.svg`, draw(bench)]),
  );

/** `npm run plots`: the pictures and the tables, from the committed baseline. */
if (import.meta.main) {
  const bench = JSON.parse(await readFile(new URL('baseline.json', import.meta.url), 'utf8'));
  const docs = new URL('../../docs/', import.meta.url);
  for (const [name, svg] of Object.entries(plotsOf(bench))) {
    await writeFile(new URL(name, docs), svg);
  }
  const page = new URL('performance.md', docs);
  await writeFile(page, withFigures(await readFile(page, 'utf8'), bench));
}
