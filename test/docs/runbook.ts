import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compiled } from '../cli/guard.ts';

const root = join(import.meta.dirname, '../..');

/** Commands of the runbook that somebody is to run. */
export interface Block {
  /** The heading that it stands below. */
  readonly section: string;
  /** As its first line says: `# as an administrator`, `# with the credentials in root.json`. */
  readonly who: string;
  readonly commands: string;
  /** Its own paragraph says that it was not tried. */
  readonly notTried: boolean;
}

/** The shell blocks of docs/runbook.md, in order. */
export function blocks(text = runbookText()): readonly Block[] {
  return text
    .split(/^## /m)
    .slice(1)
    .flatMap((part) => {
      const section = part.slice(0, part.indexOf('\n'));
      return [...part.matchAll(/([^\n]*)\n\n```sh\n# (.*)\n([^`]*)```/g)].map(
        ([, before = '', who = '', commands = '']) => ({
          section,
          who,
          commands,
          notTried: before.includes('_not tried live_'),
        }),
      );
    });
}

export const runbookText = (): string => readFileSync(join(root, 'docs/runbook.md'), 'utf8');

export interface Ran {
  readonly code: number | null;
  readonly output: string;
}

/** A folder in which blocks are run one after another, with `connect-guard` and `aws` on the path. */
export class Shell {
  readonly folder = mkdtempSync(join(tmpdir(), 'connect-guard-runbook-'));

  constructor() {
    this.#program('connect-guard', 'cli/main.ts');
    this.#program('aws', 'test/docs/aws.ts');
  }

  /** Stops at the first command that fails. */
  run(commands: string, env: Readonly<Record<string, string>>): Promise<Ran> {
    const child = spawn('sh', ['-euc', commands], {
      cwd: this.folder,
      env: {
        PATH: `${this.folder}:${process.env.PATH}`,
        HOME: this.folder,
        NODE_COMPILE_CACHE: compiled,
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    }
    return new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code) => resolve({ code, output }));
    });
  }

  read(name: string): string {
    return readFileSync(join(this.folder, name), 'utf8');
  }

  #program(name: string, source: string): void {
    const path = join(this.folder, name);
    writeFileSync(path, `#!/bin/sh\nexec "${process.execPath}" "${join(root, source)}" "$@"\n`);
    chmodSync(path, 0o755);
  }
}
