/** The input is wrong: names the file (or option) and the path of the fault in it. Exit code 2. */
export class BadInput extends Error {
  override readonly name = 'BadInput';
}

/** It was asked for rightly and did not work out; the message says what to do next. Exit code 3. */
export class Failed extends Error {
  override readonly name = 'Failed';
}

/** What an error says, in one line. */
export const messageOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).replaceAll(/\s*\n\s*/g, ' ');
