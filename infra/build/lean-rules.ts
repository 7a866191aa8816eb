import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

/**
 * A rule's examples are for its documentation and its tests. Without them a function neither carries
 * them nor makes their policies when it starts.
 */
export const leanRules: Plugin = {
  name: 'lean-rules',
  setup({ onLoad }) {
    onLoad({ filter: /\/shared\/rules\/\w+\/[\w-]+\.ts$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      const contents = source.replace(/^ {2}examples: \{\n.*?^ {2}\},\n/ms, '');
      if (/^ +examples:/m.test(contents)) {
        throw new Error(`${path}: its examples are not written as others are, to be left out`);
      }
      return { contents, loader: 'ts' };
    });
  },
};
