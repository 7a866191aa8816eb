import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { leanSchemas } from './lean-schemas.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** The folder names below `functions/`: one Lambda function each. */
export const functionFolders = (): readonly string[] =>
  readdirSync(join(root, 'functions'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();

/**
 * Bundles `functions/<name>/handler.ts` into `<outdir>/index.mjs` (handler `index.handler`).
 * The same sources give the same bytes, so a deploy replaces only functions that changed.
 * @returns the size of the bundle in bytes
 * @throws esbuild's `BuildFailure` naming file and line
 */
export async function bundleFunction(name: string, outdir: string): Promise<number> {
  const outfile = join(outdir, 'index.mjs');
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [join('functions', name, 'handler.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
    alias: {
      '@aws-sdk/credential-provider-node': './infra/build/environment-credentials.ts',
      '@smithy/core/event-streams': './infra/build/no-event-streams.ts',
    },
    plugins: [leanSchemas],
    minify: true,
    legalComments: 'none',
    metafile: true,
    logLevel: 'silent',
  });
  return Object.values(metafile.outputs).reduce((bytes, output) => bytes + output.bytes, 0);
}
