import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Runs a file of this folder in a process of its own, and reads the JSON that it prints. */
export async function inOwnProcess<T>(file: string, ...args: readonly (string | number)[]) {
  const { stdout } = await promisify(execFile)(process.execPath, [
    join(import.meta.dirname, file),
    ...args.map(String),
  ]);
  const answer: T = JSON.parse(stdout);
  return answer;
}

/** Of this process, since it began. */
export const peakMegabytes = (): number => process.resourceUsage().maxRSS / 1024;
