import { columns } from '../columns.ts';
import { colour, print } from '../terminal.ts';

/** An empty line, heads and rows as wide as the terminal is; nothing without rows. */
export function printTable(heads: readonly string[], rows: readonly (readonly string[])[]): void {
  if (rows.length === 0) return;
  print('');
  const width = Math.max(100, process.stdout.columns ?? 140);
  for (const line of columns([heads.map((head) => colour.dim(head)), ...rows], width)) print(line);
}
