import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { stripVTControlCharacters } from 'node:util';

const TARGET = new URL('../../docs/terminal.svg', import.meta.url);
const root = new URL('../../', import.meta.url);

/** What a terminal has been told to look like, by the codes that picocolors writes. */
interface Look {
  readonly colour?: string;
  readonly bold?: boolean;
}

const colours: Readonly<Record<string, string>> = {
  '2': 'dim',
  '31': 'red',
  '32': 'green',
  '33': 'yellow',
  '36': 'cyan',
};

const [width, height, margin] = [8.4, 20, 24];

/** Lines of a terminal, with their colours, as an SVG: dark on light pages too, as terminals are. */
export function terminalPicture(lines: readonly string[], label: string): string {
  const columns = Math.max(...lines.map((line) => stripVTControlCharacters(line).length));
  const [w, h] = [Math.ceil(columns * width) + 2 * margin, lines.length * height + 2 * margin];
  const rows = lines.map((line, index) => {
    const spans = runsOf(line).map(({ text: each, look: { colour, bold } }) => {
      const classes = [colour, bold && 'bold'].filter(Boolean).join(' ');
      return `<tspan${classes && ` class="${classes}"`}>${escaped(each)}</tspan>`;
    });
    return `<text x="${margin}" y="${margin + (index + 0.75) * height}">${spans.join('')}</text>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${w} ${h}" width="${w}" height="${h}" role="img" aria-label="${escaped(label)}">`,
    '<style>text{font:14px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;fill:#d5dbe3;white-space:pre}.bold{font-weight:700;fill:#fff}.dim{fill:#8b97a6}.red{fill:#ff8a80}.green{fill:#7ee2a8}.yellow{fill:#f5d179}.cyan{fill:#7cd5f1}</style>',
    `<rect width="${w}" height="${h}" rx="10" fill="#10161f"/>`,
    ...rows,
    '</svg>',
    '',
  ].join('\n');
}

/** A line, cut where its look changes. */
function runsOf(line: string): readonly { readonly text: string; readonly look: Look }[] {
  const [first = '', ...rest] = line.split('\u001B[');
  let look: Look = {};
  return [
    { text: first, look },
    ...rest.map((part) => {
      const [, codes = '', after = ''] = /^([\d;]*)m(.*)$/.exec(part) ?? [];
      for (const code of codes.split(';')) look = changed(look, code);
      return { text: after, look };
    }),
  ].filter((run) => run.text !== '');
}

function changed(look: Look, code: string): Look {
  if (code === '1') return { ...look, bold: true };
  const colour = colours[code];
  if (colour) return { ...look, colour };
  if (code === '39') return look.bold ? { bold: true } : {};
  return {};
}

const escaped = (words: string): string =>
  words.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** The chapters of the story, each from its title to the next, without the numbers' gaps. */
function chapters(story: string, wanted: readonly string[]): readonly string[] {
  let within = false;
  return story.split('\n').filter((line) => {
    if (/^ ?\d+ {2}\S/.test(stripVTControlCharacters(line)))
      within = wanted.some((title) => line.includes(title));
    return within;
  });
}

/** `npm start`, as a person sees it at a terminal. */
async function tellStory(): Promise<string> {
  const atTerminal = 'data:text/javascript,process.stdout.isTTY=true;process.stdout.columns=96';
  const child = spawn(process.execPath, ['--import', atTerminal, 'cli/story.ts'], {
    cwd: root,
    env: { ...process.env, NO_COLOR: '' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return text(child.stdout);
}

if (import.meta.main) {
  const titles = ['Somebody opens a bucket', 'AWS Config notices', 'Who can play a recording'];
  const lines = ['$ npm start', '…', '', ...chapters(await tellStory(), titles)];
  await writeFile(
    TARGET,
    terminalPicture(lines.slice(0, lines.findLastIndex(Boolean) + 1), 'npm start'),
  );
}
