import type { Bench, Figure, Figures } from './figures.ts';

/** As a table of the documentation has it. */
const number = (value: number): string => {
  const digits = value >= 1000 ? Math.round(value) : Number(value.toPrecision(3));
  return digits.toLocaleString('en-US', { maximumSignificantDigits: 6 });
};

const ratioOf = ({ ratioTo }: Figure): string => (ratioTo ? `${number(ratioTo.ratio)}×` : '');

const table = (heads: readonly string[], rows: readonly (readonly string[])[]): string => {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rule = heads.map((_, at) => (at === 0 ? '---' : '---:'));
  return [line(heads), line(rule), ...rows.map(line)].join('\n');
};

/** One row for each figure. */
const listed = (figures: Figures): string =>
  table(
    ['', '', 'beside', 'aim'],
    Object.entries(figures).map(([name, figure]) => [
      name,
      `${number(figure.value)} ${figure.unit}`.trim(),
      figure.ratioTo ? `${ratioOf(figure)} ${figure.ratioTo.what}` : '',
      figure.aim ?? '',
    ]),
  );

interface Cell {
  readonly row: string;
  readonly column: string;
  readonly figure: Figure;
}

/** With what its ratios should be, where that is the same for all. */
function headed(column: string, cells: readonly Cell[]): string {
  const own = cells.filter((cell) => cell.column === column).map(({ figure }) => figure);
  const aims = new Set(own.map(({ aim }) => aim));
  const [aim] = aims;
  const isShared = aims.size === 1 && aim !== undefined && own.every(({ ratioTo }) => ratioTo);
  return isShared ? `${column} (${aim})` : column;
}

/** One row for each thing of which the same was measured: figures are called `thing: what`. */
function crossed(figures: Figures): string {
  const split = Object.entries(figures).map(([name, figure]): Cell => {
    const at = name.lastIndexOf(': ');
    return { row: name.slice(0, at), column: name.slice(at + 2), figure };
  });
  const columns = [...new Set(split.map(({ column }) => column))];
  const cell = ({ figure }: Cell): string => {
    const value = `${number(figure.value)} ${figure.unit}`;
    if (figure.ratioTo) return `${value}, ${ratioOf(figure)}`;
    return figure.aim === undefined ? value : `${value} of ${figure.aim}`;
  };
  return table(
    ['', ...columns.map((name) => headed(name, split))],
    [...Map.groupBy(split, ({ row }) => row)].map(([row, cells]) => [
      row,
      ...columns.map((name) => {
        const found = cells.find(({ column }) => column === name);
        return found ? cell(found) : '';
      }),
    ]),
  );
}

const only = (figures: Figures = {}, name: RegExp): Figures =>
  Object.fromEntries(Object.entries(figures).filter(([figure]) => name.test(figure)));

const machine = ({ machine: at, reference }: Bench): string =>
  `Measured on ${at.cores} cores of an ${at.processor}, ${at.gigabytes} GB, ${at.platform}, Node ${at.node}. The reference, some work on JSON that has nothing of the guard in it, took ${number(reference.value)} ms there.`;

/** What stands in docs/performance.md between `<!-- bench:NAME -->` and `<!-- /bench -->`. */
const blocks: Readonly<Record<string, (bench: Bench) => string>> = {
  machine,
  policy: ({ sections }) =>
    listed(only(sections.policy, /: median|: p99|exponent|undecided|shared/)),
  inventory: ({ sections }) => crossed(only(sections.inventory, /at 2\/s: |instances?: memory/)),
  audit: ({ sections }) => crossed(only(sections.audit, /./)),
  cold: ({ sections }) =>
    crossed(
      only(sections.cold, /: (loaded .*|deployed, zipped|load|load over .*|answer|answer, CPU)$/),
    ),
  compiled: ({ sections }) => listed(only(sections.cold, /with a compile cache/)),
  warm: ({ sections }) => crossed(only(sections.warm, / resources: /)),
  many: ({ sections }) => listed(only(sections.warm, /buckets in one evaluation/)),
  drift: ({ sections }) => listed(only(sections.drift, /./)),
  happened: ({ sections }) =>
    crossed(only(sections.cost, /: (evaluations|not applicable|invocations|price)$/)),
  cost: ({ sections }) => listed(only(sections.cost, /^in a month/)),
  embedded: ({ sections }) => listed(only(sections.embedded, /./)),
  impact: ({ sections }) => listed(only(sections.impact, /./)),
  report: ({ sections }) => listed(only(sections.report, /./)),
};

/**
 * The page with the figures of this run in it.
 * @throws Error about a block that nobody knows how to fill
 */
export const withFigures = (page: string, bench: Bench): string =>
  page.replace(/<!-- bench:(\w+) -->.*?<!-- \/bench -->/gs, (_, name: string) => {
    const block = blocks[name];
    if (!block) throw new Error(`docs/performance.md: there are no figures called ${name}`);
    return `<!-- bench:${name} -->\n\n${block(bench)}\n\n<!-- /bench -->`;
  });
