import { readFile, writeFile } from 'node:fs/promises';
import type { Lockfile } from './complete-lockfile.ts';

const root = new URL('../../', import.meta.url);
const target = new URL('docs/licences.md', root);

/** What may be shipped: in the functions, the command and the embedded AWS. */
const shippable = ['MIT', 'MIT-0', 'Apache-2.0', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD'];

/** What may also build and test: data, tools used as they are, and the fonts, which the report embeds. */
const usable = [...shippable, 'BlueOak-1.0.0', 'CC0-1.0', 'CC-BY-4.0', 'MPL-2.0', 'OFL-1.1'];

interface Used {
  readonly name: string;
  readonly licence: string;
  readonly ships: boolean;
}

const packagesOf = ({ packages }: Lockfile): readonly Used[] =>
  Object.entries(packages)
    .filter(([path]) => path !== '')
    .map(([path, { license, dev }]) => ({
      name: path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length),
      licence: license ?? 'none named',
      ships: !dev,
    }));

/** Of `(A OR B)` one is enough; everything else must be allowed as it stands. */
const isAllowed = ({ licence, ships }: Used): boolean =>
  licence
    .replace(/^\((.*)\)$/, '$1')
    .split(' OR ')
    .some((each) => (ships ? shippable : usable).includes(each));

/** The packages whose licence is not among those that may be used, as `name: licence`. */
export const refusedLicences = (lock: Lockfile): readonly string[] =>
  packagesOf(lock)
    .filter((each) => !isAllowed(each))
    .map(({ name, licence }) => `${name}: ${licence}`);

/** The text of `docs/licences.md`. */
export function licencesText(lock: Lockfile): string {
  const packages = packagesOf(lock);
  const list = (own: readonly Used[]): string =>
    [...Map.groupBy(own, ({ licence }) => licence)]
      .toSorted(([a], [b]) => a.localeCompare(b, 'en'))
      .map(([licence, those]) => {
        const names = [...new Set(those.map(({ name }) => name))].sort();
        return `- **${licence}** (${names.length}): ${names.join(', ')}`;
      })
      .join('\n');
  return [
    '# Licences',
    'The packages of `package-lock.json`, written by `npm run lockfile`. A test refuses any other licence than these.',
    '## What is shipped',
    'In the functions, the command and the embedded AWS:',
    list(packages.filter(({ ships }) => ships)),
    '## What builds and tests',
    'Shipped to nobody, but for the fonts (OFL-1.1), which the HTML report embeds:',
    list(packages.filter(({ ships }) => !ships)),
    '',
  ]
    .join('\n\n')
    .trimEnd();
}

export const readLockfile = async (): Promise<Lockfile> =>
  JSON.parse(await readFile(new URL('package-lock.json', root), 'utf8'));

if (import.meta.main) await writeFile(target, `${licencesText(await readLockfile())}\n`);
