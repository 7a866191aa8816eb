import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const tops = ['shared', 'functions', 'cli', 'infra', 'test'];

export interface SourceFile {
  /** From the root of the project. */
  readonly path: string;
  readonly lines: number;
  readonly imports: readonly string[];
}

const specifier =
  /(?:^|\n)\s*(?:import|export)\b[^'";]*?from\s*'([^']+)'|\bimport\(\s*'([^']+)'\s*\)|(?:^|\n)import\s+'([^']+)'/g;

/** What a file imports: paths of our own files from the root, names of packages as they are. */
export function importsOf(path: string, text: string): readonly string[] {
  return [...text.matchAll(specifier)].flatMap((match) => {
    const name = match[1] ?? match[2] ?? match[3];
    if (name === undefined) return [];
    if (name.startsWith('#')) return [name.slice(1)];
    return [name.startsWith('.') ? normalize(join(dirname(path), name)) : name];
  });
}

function filesUnder(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => /\.(ts|js|cjs)$/.test(path) && statSync(path).isFile());
}

/** Every source file of the project. */
export const sourceFiles = (): readonly SourceFile[] =>
  tops
    .flatMap((top) => filesUnder(join(root, top)))
    .map((full) => {
      const path = relative(root, full);
      const text = readFileSync(full, 'utf8');
      return { path, lines: text.split('\n').length - 1, imports: importsOf(path, text) };
    });
