import type { WriteStream } from 'node:tty';
import picocolors from 'picocolors';

type Output = Pick<WriteStream, 'isTTY' | 'columns'>;

/** Colours only where a person looks: on a terminal, and not when NO_COLOR is set. */
export const wantsColour = (stream: Partial<Output>): boolean =>
  stream.isTTY === true && !process.env.NO_COLOR && process.env.TERM !== 'dumb';

/** Colours of a stream: none where nobody looks. */
export const coloursFor = (stream: Partial<Output>) => picocolors.createColors(wantsColour(stream));

/** Colours of standard output. */
export const colour = coloursFor(process.stdout);

/** Talk: progress, hints, errors. Data goes to standard output. */
export const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

/** Data: standard output, ended by a newline. */
export const print = (text: string): void => {
  process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
};

/** Data for programs. */
export const printJson = (value: unknown): void => print(JSON.stringify(value, null, 2));

/** A reader that goes away (`| head`) ends the program quietly. */
export function endQuietlyWhenNobodyReads(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      process.exit(process.exitCode ?? 0);
    });
  }
}
