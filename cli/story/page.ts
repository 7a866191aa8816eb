import { columns, type Row, wrap } from '../columns.ts';
import { colour } from '../terminal.ts';

const width = Math.min(process.stdout.columns || 96, 100);
let chapters = 0;

const out = (line = ''): void => {
  process.stdout.write(`${line}\n`);
};

/** What it is called. */
export function title(text: string): void {
  out(`\n  ${colour.bold(text)}`);
}

/** Begins a chapter of the story. */
export function chapter(text: string): void {
  chapters += 1;
  out(`\n${colour.bold(`${colour.cyan(String(chapters).padStart(2))}  ${text}`)}\n`);
}

/** A sentence to the reader. */
export function tell(text: string): void {
  for (const line of wrap(text, width - 4)) out(`    ${line}`);
}

/** What somebody did, as the service that did it would call it. */
export const facts = (rows: readonly Row[]): void =>
  table(rows.map(([label = '', ...rest]) => [colour.dim(label), ...rest]));

/** Rows below their heads. */
export function table(rows: readonly Row[], heads?: Row): void {
  const all = heads ? [heads.map((head) => colour.dim(head)), ...rows] : rows;
  for (const line of columns(all, width - 4)) out(`    ${line}`);
}

export const space = (): void => out();

export const good = (text: string): string => colour.green(text);
export const bad = (text: string): string => colour.red(text);
export const quiet = (text: string): string => colour.dim(text);

/** Lines to be copied: never broken. */
export function verbatim(lines: readonly string[]): void {
  for (const line of lines) out(`    ${colour.cyan(line)}`);
}
