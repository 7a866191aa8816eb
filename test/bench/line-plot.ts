import { at, colourOf, page, text } from './svg-page.ts';

export interface Line {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

export interface LinePlot {
  readonly title: string;
  readonly x: string;
  readonly y: string;
  readonly lines: readonly Line[];
}

const [left, right, top, bottom] = [70, 560, 66, 310];

/** Where a value lies between two ends, by orders of magnitude. */
const scale = (least: number, most: number, from: number, to: number) => (value: number) =>
  from + ((to - from) * Math.log(value / least)) / Math.log(most / least);

/** The powers of ten around these values. */
const decades = (values: readonly number[]): readonly number[] => {
  const [first, last] = [
    Math.floor(Math.log10(Math.min(...values))),
    Math.ceil(Math.log10(Math.max(...values))),
  ];
  return Array.from({ length: Math.max(2, last - first + 1) }, (_, n) => 10 ** (first + n));
};

const label = (value: number): string => String(Number(value.toPrecision(1)));

/**
 * Lines over two logarithmic axes as SVG, light and dark: what grows as fast as its size rises at
 * 45° of a decade. Values are positive.
 */
export function linePlot({ title, x, y, lines }: LinePlot): string {
  const all = lines.flatMap(({ points }) => points);
  if (all.length === 0) throw new Error(`${title}: there is nothing to be drawn`);
  const [across, up] = [
    decades(all.map(([value]) => value)),
    decades(all.map(([, value]) => value)),
  ];
  const toX = scale(across[0] ?? 1, across.at(-1) ?? 10, left, right);
  const toY = scale(up[0] ?? 1, up.at(-1) ?? 10, bottom, top);
  return page(title, 362, [
    text(20, top - 16, y),
    ...across.flatMap((value) => [
      `<path class="grid" d="M${at(toX(value))} ${top}V${bottom}"/>`,
      text(toX(value), bottom + 18, label(value), 'middle'),
    ]),
    ...up.flatMap((value) => [
      `<path class="grid" d="M${left} ${at(toY(value))}H${right}"/>`,
      text(left - 8, toY(value) + 4, label(value), 'end'),
    ]),
    text((left + right) / 2, bottom + 38, x, 'middle'),
    ...lines.flatMap(({ name, points }, index) => {
      const path = points.map(([px, py]) => `${at(toX(px))} ${at(toY(py))}`);
      const y = top + 10 + index * 22;
      return [
        `<path d="M${path.join('L')}" fill="none" stroke="${colourOf(index)}" stroke-width="2"/>`,
        ...points.map(
          ([px, py]) =>
            `<circle cx="${at(toX(px))}" cy="${at(toY(py))}" r="3" fill="${colourOf(index)}"/>`,
        ),
        `<circle cx="${right + 24}" cy="${y}" r="5" fill="${colourOf(index)}"/>`,
        text(right + 36, y + 4, name),
      ];
    }),
  ]);
}
