import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { coverageText } from '#infra/build/make-coverage.ts';
import { procedureSteps } from '#infra/build/procedure-coverage.ts';

const root = new URL('../../', import.meta.url);

/** The names of tests, or of cases where the file is data, as they stand in the file. */
async function namesIn(file: string): Promise<readonly string[]> {
  const text = await readFile(new URL(file, root), 'utf8');
  if (file.endsWith('.json')) {
    return (JSON.parse(text) as readonly { readonly name: string }[]).map(({ name }) => name);
  }
  return [...text.matchAll(/\bit(?:\.each\([\s\S]*?\))?\(\s*(['"`])(.*?)\1,/g)].map(
    ([, , name = '']) => name,
  );
}

describe('the coverage table', () => {
  it('is what `npm run registry` writes', async () => {
    expect(await readFile(new URL('docs/coverage.md', root), 'utf8')).toBe(
      `${await coverageText()}\n`,
    );
  });

  it.each(procedureSteps.map((step) => [step.sentence, step] as const))(
    'names a test that there is for: %s',
    async (_, { file, test }) => {
      expect(await namesIn(file)).toContainEqual(expect.stringContaining(test));
    },
  );

  it('has every procedure', () => {
    expect(new Set(procedureSteps.map(({ procedure }) => procedure))).toEqual(
      new Set(['A', 'B', 'C']),
    );
  });
});
