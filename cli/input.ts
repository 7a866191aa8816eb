import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { type PolicyKind, parsePolicy } from '#shared/policy/parse.ts';
import { BadInput, messageOf } from './errors.ts';
import { say } from './terminal.ts';

/** A text that a person named: a file, or standard input as `-`. */
export interface Input {
  /** How errors call it. */
  readonly name: string;
  readonly text: string;
}

/** @throws BadInput when there is no such file, or it cannot be read. */
export async function readInput(path: string): Promise<Input> {
  if (path === '-') {
    if (process.stdin.isTTY) say('Reading from the terminal; end with Ctrl-D.');
    return { name: 'standard input', text: withoutMark(await text(process.stdin)) };
  }
  try {
    return { name: path, text: withoutMark(await readFile(path, 'utf8')) };
  } catch (error) {
    throw new BadInput(`${path}: ${reasons[codeOf(error)] ?? messageOf(error)}`);
  }
}

/**
 * Reads an input and gives it a meaning.
 * @throws BadInput naming the file and, from `parse`, the path of the fault in it.
 */
export async function readAs<T>(path: string, parse: (text: string) => T): Promise<T> {
  const input = await readInput(path);
  try {
    return parse(input.text);
  } catch (error) {
    throw new BadInput(`${input.name}: ${messageOf(error)}`);
  }
}

/** The text of a policy, byte for byte. @throws BadInput when it is none */
export const readPolicyText = (path: string, kind: PolicyKind): Promise<string> =>
  readAs(path, (text) => {
    parsePolicy(text, kind);
    return text;
  });

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  EISDIR: 'is a folder, not a file',
  EACCES: 'may not be read (permission denied)',
};

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : '';

const withoutMark = (text: string): string => (text.startsWith('\uFEFF') ? text.slice(1) : text);
