import { existsSync, readdirSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Metafile } from 'esbuild';
import { leanBuiltins } from './lean-builtins.ts';
import { leanRules } from './lean-rules.ts';
import { leanSchemas } from './lean-schemas.ts';
import { leftOut } from './left-out.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** The folders below `functions/` that have a handler: one Lambda function each. */
export const functionFolders = (): readonly string[] =>
  readdirSync(join(root, 'functions'))
    .filter((name) => existsSync(join(root, 'functions', name, 'handler.ts')))
    .sort();

/**
 * Bundles `functions/<name>/handler.ts` into `<outdir>/index.mjs` (handler `index.handler`), and
 * what it imports only when it needs it into files beside that.
 * The same sources give the same bytes, so a deploy replaces only functions that changed.
 * @returns how many bytes are loaded when the function starts
 * @throws esbuild's `BuildFailure` naming file and line
 */
export async function bundleFunction(name: string, outdir: string): Promise<number> {
  const { metafile, outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [{ in: join('functions', name, 'handler.ts'), out: 'index' }],
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
    plugins: [leanRules, leanSchemas, leftOut, leanBuiltins],
    minify: true,
    legalComments: 'none',
    metafile: true,
    write: false,
    logLevel: 'silent',
  });
  const index = Object.keys(metafile.outputs).find((path) => path.endsWith('/index.mjs')) ?? '';
  const used = reachedFrom(index, metafile, ['import-statement', 'dynamic-import']);
  const paths = new Set([...used].map((path) => resolve(root, path)));
  await mkdir(outdir, { recursive: true });
  for (const { path, contents } of outputFiles) {
    if (paths.has(path)) await writeFile(path, contents);
  }
  const atStart = [...reachedFrom(index, metafile, ['import-statement'])];
  return atStart.reduce((bytes, path) => bytes + (metafile.outputs[path]?.bytes ?? 0), 0);
}

/** A file that is written for an import that then is dropped is reached by nobody. */
function reachedFrom(
  path: string,
  metafile: Metafile,
  kinds: readonly string[],
  reached = new Set<string>(),
): ReadonlySet<string> {
  if (reached.has(path)) return reached;
  reached.add(path);
  for (const each of metafile.outputs[path]?.imports ?? []) {
    if (!each.external && kinds.includes(each.kind)) {
      reachedFrom(each.path, metafile, kinds, reached);
    }
  }
  return reached;
}
