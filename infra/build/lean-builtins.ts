import { builtinModules, isBuiltin } from 'node:module';
import type { Plugin } from 'esbuild';

const [used, whole] = ['builtin-used', 'builtin-whole'];

/**
 * An `import` of a module of Node's reads all of its exports, and some are made when they are read:
 * `node:http` loads all of `fetch` for its `WebSocket`, `node:crypto` makes Web Crypto. With this a
 * bundle reads only those that it uses; a dynamic import, which may use any, reads those that are
 * there already, and has the others by its `default`.
 * @see https://nodejs.org/api/process.html#processgetbuiltinmoduleid
 */
export const leanBuiltins: Plugin = {
  name: 'lean-builtins',
  setup({ onResolve, onLoad }) {
    onResolve(
      { filter: new RegExp(`^(node:|(${builtinModules.join('|')})$)`) },
      ({ path, kind }) =>
        isBuiltin(path)
          ? {
              path: path.replace(/^node:/, ''),
              namespace: kind === 'import-statement' ? used : whole,
              sideEffects: false,
            }
          : undefined,
    );
    for (const namespace of [used, whole]) {
      onLoad({ filter: /.*/, namespace }, ({ path }) => ({
        contents: exportsOf(path, namespace === used),
      }));
    }
  },
};

function exportsOf(name: string, made: boolean): string {
  const members = Object.getOwnPropertyDescriptors(process.getBuiltinModule(`node:${name}`) ?? {});
  const names = Object.entries(members)
    .filter(([each, { get }]) => /^[A-Za-z_]\w*$/.test(each) && (made || !get))
    .map(([each]) => each);
  return [
    `const all = /* @__PURE__ */ process.getBuiltinModule("node:${name}");`,
    'export default all;',
    'const read = (name) => all[name];',
    ...names.map(
      (each, n) => `const v${n} = /* @__PURE__ */ read("${each}"); export { v${n} as ${each} };`,
    ),
  ].join('\n');
}
