import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from '@jest/globals';

interface Sbom {
  readonly bomFormat: string;
  readonly components: readonly {
    readonly name: string;
    readonly hashes?: readonly object[];
    readonly licenses?: readonly object[];
  }[];
}

/** A checkout where nothing is installed. */
let checkout: string;
beforeAll(async () => {
  checkout = await mkdtemp(join(tmpdir(), 'sbom-'));
  for (const file of ['package.json', 'package-lock.json'])
    await copyFile(file, join(checkout, file));
});
afterAll(() => rm(checkout, { recursive: true }));

it('npm run sbom lists what is shipped, with hashes and licences, before anything is installed', async () => {
  const { stdout } = await promisify(execFile)('npm', ['run', '--silent', 'sbom'], {
    cwd: checkout,
    maxBuffer: 10_000_000,
  });
  const { bomFormat, components }: Sbom = JSON.parse(stdout);
  expect(bomFormat).toBe('CycloneDX');
  expect(components.filter(({ hashes, licenses }) => !hashes || !licenses)).toEqual([]);
  const { dependencies }: { dependencies: object } = JSON.parse(
    await readFile(join(checkout, 'package.json'), 'utf8'),
  );
  const names = components.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(Object.keys(dependencies)));
  expect(names.length).toBeGreaterThan(Object.keys(dependencies).length);
  expect(names).not.toContain('jest');
});
