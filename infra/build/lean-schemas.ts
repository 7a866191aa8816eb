import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

/**
 * The AWS SDK describes all operations and errors of a service in one module. With this, only the
 * operations that a function calls get into its bundle, and no error: one that is not described
 * comes as the service's own exception, named by AWS's code, as `AccessDenied` and the many others
 * do that AWS never describes.
 */
export const leanSchemas: Plugin = {
  name: 'lean-schemas',
  setup({ onLoad }) {
    onLoad(
      { filter: /@aws-sdk\/client-[^/]+\/dist-es\/schemas\/schemas_\d+\.js$/ },
      async ({ path }) => {
        const source = await readFile(path, 'utf8');
        const literal = withLiteralKeys(source);
        const contents = withoutErrors(literal);
        if (/\[_\w+\]:/.test(contents) || contents === literal || literal === source) {
          throw new Error(`${path}: it is not written as it was, so too little is left out of it`);
        }
        return { contents, loader: 'js' };
      },
    );
  },
};

/** For esbuild a computed key (`{ [_h]: … }`) may have side effects, so all operations would stay. */
function withLiteralKeys(source: string): string {
  const literals = new Map(
    [...source.matchAll(/^const (_\w+) = ("[^"\\]*");$/gm)].map(
      ([, name = '', text = '']) => [name, text] as const,
    ),
  );
  return source.replace(/\[(_\w+)\]:/g, (key, name) => {
    const literal = literals.get(name);
    return literal ? `${literal}:` : key;
  });
}

const withoutErrors = (source: string): string =>
  source.replace(
    /^\w+_registry\.registerError\(\w+\$, (\w+)\);$/gm,
    (registration, name: string) => (name.endsWith('ServiceException') ? registration : ''),
  );
