import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { readLockfile } from '#infra/build/make-licences.ts';

interface Component {
  readonly name: string;
  readonly version: string;
  readonly properties: readonly { readonly name: string }[];
  readonly hashes?: readonly object[];
  readonly licenses?: readonly object[];
}

/** A checkout where nothing is installed. */
let checkout: string;
beforeAll(async () => {
  checkout = await mkdtemp(join(tmpdir(), 'sbom-'));
  for (const file of ['package.json', 'package-lock.json']) {
    await copyFile(file, join(checkout, file));
  }
});
afterAll(() => rm(checkout, { recursive: true }));

it('npm run sbom lists all packages before anything is installed, and which of them only build', async () => {
  const { stdout } = await promisify(execFile)('npm', ['run', '--silent', 'sbom'], {
    cwd: checkout,
    maxBuffer: 10_000_000,
  });
  const { components }: { components: readonly Component[] } = JSON.parse(stdout);
  const shipped = components.filter(
    ({ properties }) => !properties.some(({ name }) => name === 'cdx:npm:package:development'),
  );
  const { packages } = await readLockfile();
  const expected = Object.entries(packages).filter(([path, { dev }]) => path !== '' && !dev);
  expect(shipped.map(({ name }) => name).toSorted()).toEqual(
    expected.map(([path]) => path.replace(/^.*node_modules\//, '')).toSorted(),
  );
  expect(shipped.filter(({ hashes, licenses }) => !hashes || !licenses)).toEqual([]);
  expect(components.map(({ name }) => name)).toContain('jest');
});
