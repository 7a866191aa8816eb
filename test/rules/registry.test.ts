import { readdir, readFile } from 'node:fs/promises';
import { expect, it } from '@jest/globals';
import { ruleRegistryText } from '#infra/build/make-rule-registry.ts';
import { rules } from '#shared/rules/registry.ts';

const folder = new URL('../../shared/rules/', import.meta.url);

it('the registry is what `npm run registry` writes', async () => {
  expect(await readFile(new URL('registry.ts', folder), 'utf8')).toBe(await ruleRegistryText());
});

it('the registry has each rule once, under the name of its file and in the folder of its kind', async () => {
  const files = (await readdir(folder, { recursive: true })).filter((path) => path.includes('/'));
  expect(rules.length).toBeGreaterThan(0);
  for (const { kind, id } of rules) expect(files).toContain(`${kind}/${id}.ts`);
  expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
});
