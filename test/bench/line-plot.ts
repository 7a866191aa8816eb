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

const [left, right, top, bottom] = [70, 600, 50, 300];
const colours = ['#2f7bbd', '#c9662b', '#4a9a5a'];
const style =
  'text{font:12px system-ui,-apple-system,"Segoe UI",sans-serif;fill:#1b2430}.head{font-size:14px;font-weight:600}.grid{stroke:#d6dde5}.page{fill:#fff}@media(prefers-color-scheme:dark){text{fill:#e4e9ef}.grid{stroke:#33404f}.page{fill:#10161f}}';

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

const at = (value: number): string => value.toFixed(1);

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
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 760 350" role="img" aria-label="${title}">`,
    `<style>${style}</style><rect class="page" width="760" height="350" rx="8"/>`,
    `<text class="head" x="20" y="26">${title}</text>`,
    ...across.flatMap((value) => [
      `<path class="grid" d="M${at(toX(value))} ${top}V${bottom}"/>`,
      `<text x="${at(toX(value))}" y="${bottom + 18}" text-anchor="middle">${value}</text>`,
    ]),
    ...up.flatMap((value) => [
      `<path class="grid" d="M${left} ${at(toY(value))}H${right}"/>`,
      `<text x="${left - 8}" y="${at(toY(value) + 4)}" text-anchor="end">${value}</text>`,
    ]),
    `<text x="${(left + right) / 2}" y="${bottom + 38}" text-anchor="middle">${x}</text>`,
    `<text x="${left - 8}" y="${top - 8}" text-anchor="end">${y}</text>`,
    ...lines.flatMap(({ name, points }, index) => {
      const colour = colours[index % colours.length];
      const path = points.map(([px, py]) => `${at(toX(px))} ${at(toY(py))}`);
      return [
        `<path d="M${path.join('L')}" fill="none" stroke="${colour}" stroke-width="2"/>`,
        ...path.map((point) => {
          const [cx, cy] = point.split(' ');
          return `<circle cx="${cx}" cy="${cy}" r="3" fill="${colour}"/>`;
        }),
        `<circle cx="${right + 24}" cy="${top + 10 + index * 22}" r="5" fill="${colour}"/>`,
        `<text x="${right + 36}" y="${top + 14 + index * 22}">${name}</text>`,
      ];
    }),
    '</svg>',
  ].join('\n')}\n`;
}
