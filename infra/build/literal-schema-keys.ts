import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

/**
 * The AWS SDK describes every operation of a service in one module, with computed property keys
 * (`{ [_h]: … }`). For esbuild a computed key may have side effects, so all operations stay. With
 * the constants written out, only the operations that a function calls do.
 */
export const literalSchemaKeys: Plugin = {
  name: 'literal-schema-keys',
  setup({ onLoad }) {
    onLoad(
      { filter: /@aws-sdk\/client-[^/]+\/dist-es\/schemas\/schemas_\d+\.js$/ },
      async ({ path }) => {
        const source = await readFile(path, 'utf8');
        const literals = new Map(
          [...source.matchAll(/^const (_\w+) = ("[^"\\]*");$/gm)].map(
            ([, name = '', text = '']) => [name, text] as const,
          ),
        );
        return {
          contents: source.replace(/\[(_\w+)\]:/g, (key, name) => {
            const literal = literals.get(name);
            return literal ? `${literal}:` : key;
          }),
          loader: 'js',
        };
      },
    );
  },
};
