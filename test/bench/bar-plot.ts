import { at, colourOf, page, text, width } from './svg-page.ts';

export interface Row {
  readonly label: string;
  /** One for each series; not a number: there is none. */
  readonly values: readonly number[];
}

/** Rows with one scale. */
export interface Panel {
  /** What the values are, and their unit. */
  readonly what: string;
  readonly rows: readonly Row[];
  /** The values of a row end to end instead of one below the other. */
  readonly stacked?: boolean;
}

export interface BarPlot {
  readonly title: string;
  readonly series: readonly string[];
  readonly panels: readonly Panel[];
}

const [left, right, labelGap] = [270, width - 80, 8];
const [bar, between, widthOfALetter] = [14, 9, 7];

/** At most five steps from zero on, each 1, 2 or 5 times a power of ten. */
export function ticks(most: number): readonly number[] {
  const rough = most / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((each) => each * power >= rough) ?? 10) * power;
  return Array.from({ length: Math.floor(most / step + 1e-9) + 1 }, (_, n) => n * step);
}

const short = (value: number): string =>
  String(Number(value.toPrecision(value >= 100 ? 4 : value < 10 ? 2 : 3)));

const lengthOf = ({ values }: Row, stacked: boolean): number => {
  const known = values.filter(Number.isFinite);
  return stacked ? known.reduce((sum, each) => sum + each, 0) : Math.max(0, ...known);
};

/** Horizontal bars as SVG, light and dark, in panels of their own scales. Values are not negative. */
export function barPlot({ title, series, panels }: BarPlot): string {
  const lines: string[] = [];
  let y = 50;
  if (series.length > 1) {
    lines.push(...legend(series, y));
    y += 18;
  }
  for (const panel of panels) {
    const drawn = drawPanel(panel, y);
    lines.push(...drawn.lines);
    y = drawn.bottom;
  }
  return page(title, y + 8, lines);
}

function legend(series: readonly string[], y: number): readonly string[] {
  let x = 26;
  return series.flatMap((name, index) => {
    const mark = `<circle cx="${at(x)}" cy="${at(y - 4)}" r="5" fill="${colourOf(index)}"/>`;
    const words = text(x + 10, y, name);
    x += 34 + name.length * widthOfALetter;
    return [mark, words];
  });
}

function drawPanel({ what, rows, stacked = false }: Panel, top: number) {
  const most = Math.max(...rows.map((row) => lengthOf(row, stacked)));
  if (!(most > 0)) throw new Error(`${what}: there is nothing to be drawn`);
  const scale = (value: number) => (value * (right - left)) / most;
  const lines: string[] = [];
  let y = top + 26;
  for (const row of rows) {
    const height = stacked ? bar : bar * row.values.length;
    lines.push(text(left - labelGap, y + height / 2 + 4, row.label, 'end'));
    lines.push(...(stacked ? endToEnd(row, y, scale) : oneBelowTheOther(row, y, scale)));
    y += height + between;
  }
  const grid = ticks(most).flatMap((tick) => {
    const x = left + scale(tick);
    return [
      `<path class="grid" d="M${at(x)} ${at(top + 20)}V${at(y)}"/>`,
      text(x, y + 14, short(tick), 'middle'),
    ];
  });
  const heading = text(20, top + 10, what, 'start', 'what');
  return { lines: [heading, ...grid, ...lines], bottom: y + 32 };
}

type Scale = (value: number) => number;

const rectangle = (x: number, y: number, length: number, series: number): string =>
  `<rect x="${at(x)}" y="${at(y)}" width="${at(length)}" height="${bar - 2}" fill="${colourOf(series)}"/>`;

const oneBelowTheOther = ({ values }: Row, top: number, scale: Scale): readonly string[] =>
  values.flatMap((value, series) => {
    if (!Number.isFinite(value)) return [];
    const y = top + series * bar;
    const length = scale(value);
    return [rectangle(left, y, length, series), text(left + length + 6, y + bar - 2, short(value))];
  });

function endToEnd(row: Row, y: number, scale: Scale): readonly string[] {
  let x = left;
  const parts = row.values.flatMap((value, series) => {
    if (!Number.isFinite(value)) return [];
    const part = rectangle(x, y, scale(value), series);
    x += scale(value);
    return [part];
  });
  return [...parts, text(x + 6, y + bar - 3, short(lengthOf(row, true)), 'start', 'value')];
}
