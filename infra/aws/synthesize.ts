import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const cache = join(root, 'node_modules/.cache/connect-storage-guard');
const sourceFolders = ['functions', 'shared', 'infra/aws', 'infra/build'];
const sourceFiles = ['package.json', 'package-lock.json', 'cdk.json'];
const day = 24 * 3600 * 1000;

/** The stack CloudFormation deploys: `<name>.template.json` and `<name>.assets.json`. */
export const stackName = 'ConnectStorageGuard';

/**
 * Synthesizes the stack as `npm run synth` does, unless these very sources were synthesized before.
 * @param more context beside that of `cdk.json`, as `cdk -c key=value` gives it
 * @returns the folder of the cloud assembly: template, assets manifest and bundled functions
 * @throws with what the CDK app printed when it fails
 */
export async function synthesize(more: Readonly<Record<string, string>> = {}): Promise<string> {
  const assembly = join(cache, `assembly-${await digestOfSources(JSON.stringify(more))}`);
  if (existsSync(join(assembly, 'cdk.out'))) return assembly;
  await mkdir(cache, { recursive: true });
  await forgetOldAssemblies();
  const unfinished = await mkdtemp(join(cache, 'unfinished-'));
  const { context } = JSON.parse(await readFile(join(root, 'cdk.json'), 'utf8'));
  try {
    await runApp(unfinished, { ...context, ...more });
    // Whoever finishes first wins: the other's assembly is the same.
    await rename(unfinished, assembly).catch(() => {});
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
  return assembly;
}

async function runApp(outdir: string, context: unknown): Promise<void> {
  const env = { ...process.env, CDK_OUTDIR: outdir, CDK_CONTEXT_JSON: JSON.stringify(context) };
  const [code, printed] = await new Promise<[number | null, string]>((resolve, reject) => {
    const app = spawn(process.execPath, ['infra/aws/app.ts'], { cwd: root, env });
    let text = '';
    app.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
    app.on('error', reject).on('close', (exitCode) => resolve([exitCode, text]));
  });
  if (code !== 0) throw new Error(`the stack does not synthesize: ${printed.trim()}`);
}

async function digestOfSources(context: string): Promise<string> {
  const listings = await Promise.all(
    sourceFolders.map(async (folder) =>
      (await readdir(join(root, folder), { recursive: true, withFileTypes: true }))
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name)),
    ),
  );
  const files = [...listings.flat(), ...sourceFiles.map((file) => join(root, file))].sort();
  const hash = createHash('sha256').update(context);
  for (const file of files) hash.update(`${file}\0`).update(await readFile(file));
  return hash.digest('hex').slice(0, 16);
}

async function forgetOldAssemblies(): Promise<void> {
  for (const name of await readdir(cache)) {
    const folder = join(cache, name);
    // Another process may rename or remove it meanwhile.
    const changed = await stat(folder).catch(() => undefined);
    if (changed && Date.now() - changed.mtimeMs > day) await rm(folder, { recursive: true });
  }
}
