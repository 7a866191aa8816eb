import { columns } from '../columns.ts';
import { colour, lineWidth, print } from '../terminal.ts';

/** An empty line, heads and rows as wide as the terminal is; nothing without rows. */
export function printTable(heads: readonly string[], rows: readonly (readonly string[])[]): void {
  if (rows.length === 0) return;
  print('');
  const width = lineWidth(140);
  for (const line of columns([heads.map((head) => colour.dim(head)), ...rows], width)) print(line);
}
