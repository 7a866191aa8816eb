import { stripVTControlCharacters } from 'node:util';
import { lineWidth } from './terminal.ts';

/** Cells may carry colours; they do not count as width. */
export type Row = readonly string[];

const widthOf = (text: string): number => [...stripVTControlCharacters(text)].length;

/**
 * Rows as aligned columns, each as wide as its widest cell. What does not fit into `width` in the
 * last column goes on below it, broken between words.
 */
export function columns(rows: readonly Row[], width = lineWidth(), gap = 2): readonly string[] {
  const count = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: count }, (_, column) =>
    Math.max(...rows.map((row) => widthOf(row[column] ?? ''))),
  );
  const before = widths.slice(0, -1).reduce((sum, each) => sum + each + gap, 0);
  const last = Math.max(20, width - before);
  return rows.flatMap((row) => {
    const start = widths
      .slice(0, -1)
      .map((cell, column) => pad(row[column] ?? '', cell + gap))
      .join('');
    const [first = '', ...more] = wrap(row[count - 1] ?? '', last);
    return [`${start}${first}`.trimEnd(), ...more.map((line) => ' '.repeat(before) + line)];
  });
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
