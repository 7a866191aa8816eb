import { closeSync, existsSync, openSync, rmSync, statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { AuditReport } from '#shared/usecases/audit/report.ts';
import { BadInput, messageOf } from '../errors.ts';
import { print, say } from '../terminal.ts';
import { type FormatName, formats } from './formats/index.ts';

/** In which format, and where to: standard output without a file. */
export interface Output {
  readonly format: FormatName;
  readonly file?: string;
}

const isFormat = (name: string): name is FormatName => Object.hasOwn(formats, name);

/**
 * What `--format NAME[=FILE]`, given once or more, asks for; a table when nothing is.
 * @throws BadInput before anything is audited: a name that is none, two outputs in one place, a
 *   file that cannot be written
 */
export function outputsOf(asked: readonly string[] = ['table']): readonly Output[] {
  const outputs = asked.map((text): Output => {
    const at = text.indexOf('=');
    const [format, file] = at < 0 ? [text, '-'] : [text.slice(0, at), text.slice(at + 1)];
    if (!isFormat(format)) {
      const names = Object.keys(formats).join(', ');
      throw new BadInput(`--format ${text}: there is no format ${format}; there are ${names}`);
    }
    if (file === '') throw new BadInput(`--format ${text}: the name of the file is missing`);
    if (file === '-') return { format };
    if (!existsSync(dirname(file))) {
      throw new BadInput(`--format ${text}: there is no folder ${dirname(file)}`);
    }
    if (existsSync(file) && statSync(file).isDirectory()) {
      throw new BadInput(`--format ${text}: ${file} is a folder`);
    }
    return { format, file };
  });
  const places = outputs.map(({ file }) => (file ? resolve(file) : 'standard output'));
  const twice = places.find((place, index) => places.indexOf(place) !== index);
  if (twice !== undefined) {
    throw new BadInput(`--format: only one can go to ${twice}; give the others NAME=FILE`);
  }
  outputs.forEach(writable);
  return outputs;
}

/** An audit may take long: that its result cannot be kept is said before. */
function writable({ format, file }: Output): void {
  if (file === undefined) return;
  const there = existsSync(file);
  try {
    closeSync(openSync(file, 'a'));
  } catch (error) {
    throw new BadInput(`--format ${format}=${file}: cannot be written: ${messageOf(error)}`);
  }
  if (!there) rmSync(file);
}

/** @throws BadInput naming a file that cannot be written. */
export async function writeOutputs(report: AuditReport, outputs: readonly Output[]): Promise<void> {
  for (const { format, file } of outputs) {
    const text = (await formats[format]())(report);
    if (file === undefined) print(text);
    else {
      await writeFile(file, text).catch((error: unknown) => {
        throw new BadInput(`--format ${format}=${file}: ${messageOf(error)}`);
      });
      say(`Written: ${file} (${format}).`);
    }
  }
}
