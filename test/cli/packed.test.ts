import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { bundleCli } from '#infra/build/bundle-cli.ts';
import { facts } from './examples.ts';
import { file } from './guard.ts';

jest.setTimeout(120_000);

const root = join(import.meta.dirname, '../..');
// Below the checkout, so that the packages that npm would install beside it are found.
const parent = join(root, 'node_modules/.cache/connect-storage-guard-test');

describe('the packed command', () => {
  let folder: string;
  beforeAll(async () => {
    mkdirSync(parent, { recursive: true });
    folder = mkdtempSync(join(parent, 'dist-'));
    await bundleCli(folder);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const run = (...args: readonly string[]) =>
    spawn(process.execPath, [join(folder, 'connect-guard.js'), ...args], {
      cwd: tmpdir(),
      env: { PATH: process.env.PATH, HOME: tmpdir() },
      stdio: ['ignore', 'pipe', 'ignore'],
    });

  it('holds no source and no test', () => {
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    expect(files.filter((name) => name.endsWith('.ts'))).toEqual([]);
  });

  it('is published with the schema of the settings, and without a source or test', async () => {
    const options = ['pack', '--dry-run', '--json', '--ignore-scripts'];
    const { stdout } = await promisify(execFile)('npm', options, { cwd: root });
    const [packed]: readonly { files: readonly { path: string }[] }[] = Object.values(
      JSON.parse(stdout),
    );
    const paths = packed?.files.map(({ path }) => path) ?? [];
    expect(paths).toContain('docs/settings.schema.json');
    expect(paths.filter((path) => /^(shared|functions|infra|cli|test)\//.test(path))).toEqual([]);
  });

  it('generates a policy from anywhere', async () => {
    const child = run('generate', 'bucket-policy', '--facts', file('facts.json', facts));
    expect(JSON.parse(await text(child.stdout))).toMatchObject({ Version: '2012-10-17' });
  });

  it('serves the embedded AWS with the stack that was packed', async () => {
    const child = run('local', '--port', '0');
    const [printed] = await once(child.stdout.setEncoding('utf8'), 'data');
    expect(printed).toMatch(/^AWS_ENDPOINT_URL=http:\/\/127\.0\.0\.1:\d+\n/);
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });
});
