import { stripVTControlCharacters } from 'node:util';
import { lineWidth } from './terminal.ts';

/** Cells may carry colours; they do not count as width. */
export type Row = readonly string[];

const widthOf = (text: string): number => [...stripVTControlCharacters(text)].length;

/** The last column is not made narrower than this. */
const narrow = 20;

/**
 * Rows as aligned columns, each as wide as its widest cell. What does not fit into `width` in the
 * last column goes on below it, broken between words; where there is no room for that column, it goes
 * below the others.
 */
export function columns(rows: readonly Row[], width = lineWidth(), gap = 2): readonly string[] {
  const count = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: count }, (_, column) =>
    Math.max(...rows.map((row) => widthOf(row[column] ?? ''))),
  );
  const widthOfFirst = (columns: number): number =>
    widths.slice(0, columns).reduce((sum, each) => sum + each + gap, 0);
  const before = widthOfFirst(count - 1);
  const last = width - before;
  const aligned = (row: Row, columns: number): string =>
    widths
      .slice(0, columns)
      .map((cell, column) => pad(row[column] ?? '', cell + gap))
      .join('');
  if (count > 1 && last < Math.min(narrow, widths.at(-1) ?? 0)) {
    const fitting = widths.findLastIndex((_, column) => widthOfFirst(column + 1) - gap <= width);
    const beside = Math.max(1, Math.min(fitting + 1, count - 1));
    return rows.flatMap((row) => [
      aligned(row, beside).trimEnd(),
      ...below(row.slice(beside), width, gap),
    ]);
  }
  return rows.flatMap((row) => {
    const [first = '', ...more] = wrap(row[count - 1] ?? '', last);
    return [
      `${aligned(row, count - 1)}${first}`.trimEnd(),
      ...more.map((line) => ' '.repeat(before) + line),
    ];
  });
}

function below(cells: Row, width: number, gap: number): readonly string[] {
  const indent = ' '.repeat(2 * gap);
  const text = cells.filter((cell) => cell !== '').join(' '.repeat(gap));
  return text === '' ? [] : wrap(text, width - indent.length).map((line) => indent + line);
}

/** Breaks between words, and words that are longer than `width` after a slash. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((each) => pieces(each, width))) {
    if (line !== '' && widthOf(`${line}${word.before}${word.text}`) > width) {
      lines.push(line);
      line = word.text;
    } else {
      line = line === '' ? word.text : `${line}${word.before}${word.text}`;
    }
  }
  return [...lines, line];
}

interface Piece {
  readonly text: string;
  /** What stands between it and what is before it on the same line. */
  readonly before: '' | ' ';
}

const pieces = (word: string, width: number): readonly Piece[] =>
  (widthOf(word) <= width ? [word] : word.split(/(?<=\/)/)).map((text, index) => ({
    text,
    before: index === 0 ? ' ' : '',
  }));

const pad = (text: string, width: number): string =>
  text + ' '.repeat(Math.max(0, width - widthOf(text)));
