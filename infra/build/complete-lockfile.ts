import { readFileSync, writeFileSync } from 'node:fs';

interface LockedPackage {
  version?: string;
  dev?: boolean;
  license?: string;
  optional?: boolean;
  os?: string[];
  cpu?: string[];
  libc?: string[];
  optionalDependencies?: Record<string, string>;
}

export interface Lockfile {
  packages: Record<string, LockedPackage>;
}

const platforms = ['android', 'darwin', 'freebsd', 'linux', 'openharmony', 'win32'] as const;
const processors: readonly (readonly [name: RegExp, cpu: string])[] = [
  [/arm64/, 'arm64'],
  [/arm/, 'arm'],
  [/x64/, 'x64'],
  [/ia32/, 'ia32'],
  [/loong64/, 'loong64'],
  [/ppc64/, 'ppc64'],
  [/riscv64/, 'riscv64'],
  [/s390x/, 's390x'],
];

/** Where Node would find `name` when required from the package at `from`. */
function resolve(lock: Lockfile, from: string, name: string): string | undefined {
  for (
    let folder = from;
    ;
    folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))
  ) {
    const candidate = `${folder === '' ? '' : `${folder}/`}node_modules/${name}`;
    if (lock.packages[candidate]) return candidate;
    if (folder === '') return undefined;
  }
}

/** Each optional dependency that the lockfile names but does not hold: `[dependent, name, version]`. */
export function missingOptional(
  lock: Lockfile,
): [dependent: string, name: string, version: string][] {
  return Object.entries(lock.packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.entries(optionalDependencies)
      .filter(([name]) => resolve(lock, path, name) === undefined)
      .map(([name, version]): [string, string, string] => [path, name, version]),
  );
}

function platformOf(name: string): Pick<LockedPackage, 'os' | 'cpu' | 'libc'> {
  const os = platforms.find((platform) => name.includes(platform));
  const cpu = processors.find(([pattern]) => pattern.test(name))?.[1];
  if (!os || !cpu) throw new Error(`cannot tell for which platform ${name} is: add it by hand`);
  const libc = os !== 'linux' ? undefined : name.includes('musl') ? 'musl' : 'glibc';
  return { cpu: [cpu], ...(libc && { libc: [libc] }), os: [os] };
}

/**
 * A registry that lacks a foreign platform's package makes `npm install` leave its entry out, and
 * `npm ci` then refuses the lockfile (EUSAGE). Adds those entries; npm skips them elsewhere.
 */
export function complete(lock: Lockfile): Lockfile {
  const added = missingOptional(lock).map(([dependent, name, version]) => {
    const parent = lock.packages[dependent];
    const entry: LockedPackage = {
      version: version.replace(/^[~^]/, ''),
      ...(parent?.dev && { dev: true }),
      ...(parent?.license && { license: parent.license }),
      optional: true,
      ...platformOf(name),
    };
    return [`node_modules/${name}`, entry] as const;
  });
  const root = lock.packages[''];
  const packages = Object.fromEntries(
    [...Object.entries(lock.packages).filter(([path]) => path !== ''), ...added].sort(([a], [b]) =>
      a.localeCompare(b, 'en'),
    ),
  );
  return { ...lock, packages: { ...(root && { '': root }), ...packages } };
}

if (import.meta.main) {
  const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as Lockfile;
  writeFileSync('package-lock.json', `${JSON.stringify(complete(lock), null, 2)}\n`);
}
