import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build } from 'esbuild';
import { synthesize } from '#infra/aws/synthesize.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

const common: BuildOptions = {
  absWorkingDir: root,
  bundle: true,
  packages: 'external',
  platform: 'node',
  target: 'node24',
  format: 'esm',
  minifySyntax: true,
  logLevel: 'warning',
};

/**
 * Bundles the command `connect-guard`: our code in chunks that load when a command needs them, and
 * the stack that `connect-guard local` deploys. Packages stay imports: npm installs them beside.
 */
export async function bundleCli(outdir: string): Promise<void> {
  await rm(outdir, { recursive: true, force: true });
  await build({
    ...common,
    entryPoints: { 'connect-guard': 'cli/main.ts' },
    outdir,
    chunkNames: 'chunks/[name]-[hash]',
    splitting: true,
    alias: { '#infra/aws/synthesize.ts': './infra/build/packed-assembly.ts' },
  });
  await build({
    ...common,
    entryPoints: ['infra/local/functions/runner.ts'],
    outfile: join(outdir, 'chunks/function-runner.js'),
  });
  await cp(await synthesize(), join(outdir, 'stack'), { recursive: true });
}

if (import.meta.main) await bundleCli(join(root, 'dist'));
