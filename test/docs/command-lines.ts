import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { createProgram } from '#cli/program.ts';

const root = join(import.meta.dirname, '../..');

/** A command line that the documentation or the help shows. */
export interface Shown {
  readonly where: string;
  /** Behind `connect-guard`, as it is written. */
  readonly line: string;
}

const pages = ['README.md', 'CONTRIBUTING.md', ...globSync('docs/*.md', { cwd: root })];
const read = (page: string): string => readFileSync(join(root, page), 'utf8');

const called = /(?:connect-guard|npm run --silent guard --) (?<line>[^#&)`\n]*[^#&)`\n\s|])/g;

/** Of the shell blocks. The runbook's are run by a test of their own, with what they are for. */
export const shownInBlocks = (): readonly Shown[] =>
  pages
    .filter((page) => page !== 'docs/runbook.md')
    .flatMap((page) =>
      [...read(page).matchAll(/```sh\n(.*?)```/gs)].flatMap(([, block = '']) =>
        linesIn(page, block.replaceAll(/\n {4,}(?=\[)/g, ' ')),
      ),
    );

/** Those that a sentence mentions. */
export const shownInSentences = (): readonly Shown[] =>
  pages.flatMap((page) =>
    [...read(page).matchAll(/`((?:connect-guard|npm run --silent guard --) [^`]+)`/g)].flatMap(
      ([, code = '']) => linesIn(page, code.replaceAll(/\s+/g, ' ')),
    ),
  );

const linesIn = (where: string, text: string): readonly Shown[] =>
  [...text.matchAll(called)].map(({ groups }) => ({ where, line: groups?.line ?? '' }));

/** A command, by its names, with the help that it prints. */
export interface Helped {
  readonly path: string;
  readonly help: string;
  /** Holds other commands and does nothing itself. */
  readonly isGroup: boolean;
}

/** Not what shells ask for themselves. */
const isForPeople = (command: Command): boolean => command.name() !== 'complete';

/** The program and all of its commands. */
export function allHelp(command: Command = createProgram(), above = ''): readonly Helped[] {
  let help = '';
  command.configureOutput({
    writeOut: (text) => {
      help += text;
    },
  });
  command.outputHelp();
  const path = `${above} ${command.name()}`.trim();
  const below = command.commands.filter(isForPeople).flatMap((each) => allHelp(each, path));
  return [{ path, help, isGroup: command.commands.length > 0 && above !== '' }, ...below];
}

/** The examples of a command's help. */
export const shownInHelp = ({ path, help }: Helped): readonly Shown[] =>
  [...help.matchAll(/^ {2}\$ (.*)$/gm)].flatMap(([, line = '']) => linesIn(`${path} --help`, line));

/**
 * The lines that a synopsis stands for: with none of what is in brackets, with each of it, with
 * every alternative.
 */
export function variants(synopsis: string): readonly string[] {
  const text = synopsis.replaceAll('…', '');
  const parts = brackets(text);
  const without = text
    .split('')
    .map((sign, at) => (inside(parts, at) ? '' : sign))
    .join('');
  const optional = parts.flatMap(([from, to], index) =>
    variants(text.slice(from + 1, to - 1)).map((chosen) =>
      parts.reduceRight(
        (line, [start, end], other) =>
          line.slice(0, start) + (other === index ? chosen : '') + line.slice(end),
        text,
      ),
    ),
  );
  return [without, ...optional]
    .flatMap(alternatives)
    .map((line) => line.replaceAll(/ +/g, ' ').trim());
}

const inside = (parts: readonly (readonly [number, number])[], at: number): boolean =>
  parts.some(([from, to]) => at >= from && at < to);

/** From where to where the outermost brackets reach. */
function brackets(text: string): readonly (readonly [number, number])[] {
  const found: [number, number][] = [];
  let depth = 0;
  for (const [at, sign] of [...text].entries()) {
    if (sign === '[' && depth++ === 0) found.push([at, text.length]);
    const last = found.at(-1);
    if (sign === ']' && --depth === 0 && last) last[1] = at + 1;
  }
  return found;
}

/** `--until DATE|--days N` are two options, `observable|article` two values. */
function alternatives(line: string): readonly string[] {
  const options = /(--[\w-]+ )?(\S+)\|(--[\w-]+(?: [A-Z]+)?)/.exec(line);
  const values = /([^\s|]+(?:\|[^\s|]+)+)/.exec(line);
  const [whole, choices] = options
    ? [options[0], [`${options[1] ?? ''}${options[2]}`, options[3] ?? '']]
    : [values?.[0] ?? '', values?.[0].split('|') ?? []];
  return whole === ''
    ? [line]
    : choices.flatMap((each) => alternatives(line.replace(whole, () => each)));
}
