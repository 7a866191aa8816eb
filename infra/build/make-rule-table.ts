import { readFile, writeFile } from 'node:fs/promises';
import { rules } from '#shared/rules/registry.ts';

const TARGET = new URL('../../README.md', import.meta.url);
const between = /(?<=<!-- rules -->\n).*(?=<!-- \/rules -->)/s;

/**
 * The text of `README.md` with the table of all rules between `<!-- rules -->` and
 * `<!-- /rules -->`.
 * @throws when the markers are missing
 */
export async function readmeText(): Promise<string> {
  const text = await readFile(TARGET, 'utf8');
  if (!between.test(text)) throw new Error('README.md: <!-- rules --> is missing');
  return text.replace(between, () => `\n${table()}\n`);
}

function table(): string {
  const rows = [
    ['rule', 'Config type', 'severity', 'what holds when it is compliant'],
    ...rules.map(({ id, resourceTypes, severity, title, remediable }) => [
      `\`${id}\``,
      resourceTypes.map((type) => `\`${type}\``).join(', '),
      severity,
      `${title}${remediable ? '. Remediable' : ''}`,
    ]),
  ];
  const widths = [0, 1, 2, 3].map((column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  const line = (cells: readonly string[], fill: string) =>
    `| ${widths.map((width, column) => (cells[column] ?? '').padEnd(width, fill)).join(' | ')} |\n`;
  const [head = [], ...body] = rows.map((row) => line(row, ' '));
  return [head, line([], '-'), ...body].join('');
}

if (import.meta.main) await writeFile(TARGET, await readmeText());
