import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { licencesText, readLockfile, refusedLicences } from '#infra/build/make-licences.ts';

describe('the licences of the packages', () => {
  it('are all among those that may be used', async () => {
    expect(refusedLicences(await readLockfile())).toEqual([]);
  });

  it('are listed as `npm run lockfile` lists them', async () => {
    const listed = await readFile(new URL('../../docs/licences.md', import.meta.url), 'utf8');
    expect(listed).toBe(`${licencesText(await readLockfile())}\n`);
  });

  it.each([
    ['GPL-3.0-or-later', true],
    ['AGPL-3.0', true],
    ['MPL-2.0', false],
    [undefined, true],
  ])('may not be %s', (license, dev) => {
    const packages = { '': {}, 'node_modules/a': { ...(license && { license }), dev } };
    expect(refusedLicences({ packages })).toEqual([`a: ${license ?? 'none named'}`]);
  });

  it('may be either of two', () => {
    const packages = { 'node_modules/a': { license: '(MIT OR GPL-3.0-or-later)' } };
    expect(refusedLicences({ packages })).toEqual([]);
  });
});
