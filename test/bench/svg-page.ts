export const width = 760;

/** Told apart on white and on black, and by who sees no red or green. */
export const colours = ['#2f7bbd', '#d9772e', '#7a8794', '#3d9970', '#9467bd', '#b8912a'];

export const colourOf = (series: number): string => colours[series % colours.length] ?? '';

const style = [
  'text{font:12px system-ui,-apple-system,"Segoe UI",sans-serif;fill:#1b2430}',
  '.head{font-size:14px;font-weight:600}.what{font-weight:600}',
  '.value{font-size:11px}',
  '.grid{stroke:#d6dde5}.page{fill:#fff}',
  '@media(prefers-color-scheme:dark){text{fill:#e4e9ef}.grid{stroke:#33404f}.page{fill:#10161f}}',
].join('');

export const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

export const at = (value: number): string => value.toFixed(1);

export function text(
  x: number,
  y: number,
  words: string,
  anchor: 'start' | 'middle' | 'end' = 'start',
  kind = '',
): string {
  const where = anchor === 'start' ? '' : ` text-anchor="${anchor}"`;
  return `<text${kind && ` class="${kind}"`} x="${at(x)}" y="${at(y)}"${where}>${escaped(words)}</text>`;
}

/** A picture with its title, light or dark as the reader has it. */
export const page = (title: string, height: number, lines: readonly string[]): string =>
  `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${at(height)}" role="img" aria-label="${escaped(title)}">`,
    `<style>${style}</style><rect class="page" width="${width}" height="${at(height)}" rx="8"/>`,
    text(20, 26, title, 'start', 'head'),
    ...lines,
    '</svg>',
  ].join('\n')}\n`;
