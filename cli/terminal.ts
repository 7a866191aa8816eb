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

/** How long lines may be: as wide as the terminal, but no wider than is easily read. */
export const lineWidth = (most = 100): number => Math.min(process.stdout.columns || most, most);

/** Names and policies must not steer a terminal, nor turn its text round: only colours stay. */
export const harmless = (text: string): string =>
  text.replaceAll(/\p{Cc}\[[\d;]*m|[\p{Cc}\p{Cf}]/gu, (found) =>
    found === '\n' || found === '\t' || found.startsWith('\u001b[') ? found : '\uFFFD',
  );

function write(stream: WriteStream, text: string): void {
  stream.write(stream.isTTY ? harmless(text) : text);
}

/** Talk: progress, hints, errors. Data goes to standard output. */
export const say = (line: string): void => write(process.stderr, `${line}\n`);

/** Data: standard output, ended by a newline; byte for byte where no person looks. */
export const print = (text: string): void =>
  write(process.stdout, text.endsWith('\n') ? text : `${text}\n`);

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
