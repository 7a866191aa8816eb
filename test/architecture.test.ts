import { describe, expect, it } from '@jest/globals';
import { importsOf, sourceFiles } from './imports.ts';

const files = sourceFiles().filter(({ path }) => !path.startsWith('test/'));

/** What each part may import of ours, beside itself. Arrows point one way. */
const arrows: Readonly<Record<string, readonly string[]>> = {
  'shared/policy': [],
  'shared/connect': ['shared/policy'],
  'shared/settings': ['shared/policy', 'shared/connect'],
  'shared/generate': ['shared/policy', 'shared/connect'],
  'shared/rules': ['shared/policy', 'shared/connect', 'shared/settings', 'shared/generate'],
  'shared/findings': ['shared/policy', 'shared/connect', 'shared/rules'],
  'shared/remediation': [
    'shared/policy',
    'shared/connect',
    'shared/settings',
    'shared/generate',
    'shared/rules',
  ],
  'shared/ports.ts': ['shared/connect', 'shared/findings'],
  'shared/usecases': [
    'shared/policy',
    'shared/connect',
    'shared/settings',
    'shared/generate',
    'shared/rules',
    'shared/findings',
    'shared/remediation',
    'shared/ports.ts',
  ],
  'shared/aws': ['shared/connect', 'shared/policy', 'shared/findings', 'shared/ports.ts'],
  functions: ['shared'],
  // The template that the embedded AWS loads is synthesized on the spot.
  cli: ['shared', 'infra/local', 'infra/build', 'infra/aws/synthesize.ts'],
  'infra/aws': ['shared/connect', 'shared/rules', 'infra/build'],
  'infra/local': ['shared/policy'],
  'infra/build': ['shared/connect', 'shared/rules', 'infra/aws'],
};

const within = (path: string, part: string): boolean =>
  path === part || path.startsWith(`${part}/`);
const partOf = (path: string): string | undefined =>
  Object.keys(arrows).find((part) => within(path, part));
const isOurs = (name: string): boolean => /^(shared|functions|cli|infra)\//.test(name);

describe('the tree', () => {
  it('has no file outside the parts that this test knows', () => {
    expect(files.map(({ path }) => path).filter((path) => !partOf(path))).toEqual([]);
    expect(files.length).toBeGreaterThan(100);
  });

  it.each(Object.keys(arrows))(
    'lets %s import what lies below it and nothing else of ours',
    (part) => {
      const allowed = [part, ...(arrows[part] ?? [])];
      const wrong = files
        .filter(({ path }) => within(path, part))
        .flatMap(({ path, imports }) =>
          imports
            .filter((name) => isOurs(name) && !allowed.some((each) => within(name, each)))
            .map((name) => `${path} imports ${name}`),
        );
      expect(wrong).toEqual([]);
    },
  );

  it('lets only shared/aws, cli and infra import an AWS SDK', () => {
    const wrong = files.filter(
      ({ path, imports }) =>
        !['shared/aws', 'cli', 'infra'].some((part) => within(path, part)) &&
        imports.some((name) => name.startsWith('@aws-sdk/') || name.startsWith('@smithy/')),
    );
    expect(wrong.map(({ path }) => path)).toEqual([]);
  });

  it('keeps I/O out of what is pure', () => {
    const pure = [
      'policy',
      'connect',
      'settings',
      'generate',
      'rules',
      'findings',
      'remediation',
      'usecases',
    ];
    const wrong = files
      .filter(({ path }) => pure.some((part) => within(path, `shared/${part}`)))
      .flatMap(({ path, imports }) =>
        imports
          .filter((name) => !isOurs(name) && !['node:crypto', 'node:util'].includes(name))
          .map((name) => `${path} imports ${name}`),
      );
    expect(wrong).toEqual([]);
  });

  it('has no file of more than 250 lines', () => {
    expect(
      files.filter(({ lines }) => lines > 250).map(({ path, lines }) => `${path}: ${lines}`),
    ).toEqual([]);
  });
});

it('sees every form of import', () => {
  const text = [
    "import { a } from '#shared/a.ts';",
    "import type {\n  B,\n} from './b.ts';",
    "export { c } from '../c.ts';",
    "import 'd';",
    "const e = await import('./e.ts');",
  ].join('\n');
  expect(importsOf('cli/x/y.ts', text)).toEqual([
    'shared/a.ts',
    'cli/x/b.ts',
    'cli/c.ts',
    'd',
    'cli/x/e.ts',
  ]);
});
