import { builtinModules, isBuiltin } from 'node:module';
import type { Plugin } from 'esbuild';

/**
 * An `import` of a module of Node's reads all of its exports, and some are made when they are read:
 * `node:http` loads all of `fetch` for its `WebSocket`, `node:crypto` makes Web Crypto. With this a
 * bundle reads only those that it uses.
 * @see https://nodejs.org/api/process.html#processgetbuiltinmoduleid
 */
export const leanBuiltins: Plugin = {
  name: 'lean-builtins',
  setup({ onResolve, onLoad }) {
    onResolve(
      { filter: new RegExp(`^(node:|(${builtinModules.join('|')})$)`) },
      ({ path, kind }) => {
        if (!isBuiltin(path)) return undefined;
        const namespace = kind === 'import-statement' ? 'builtin' : 'whole-builtin';
        return { path: path.replace(/^node:/, ''), namespace, sideEffects: false };
      },
    );
    onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path }) => ({ contents: byName(path) }));
    onLoad({ filter: /.*/, namespace: 'whole-builtin' }, ({ path }) => ({
      contents: `module.exports = ${builtin(path)}`,
    }));
  },
};

const builtin = (name: string): string => `process.getBuiltinModule("node:${name}")`;

function byName(name: string): string {
  const names = Object.keys(process.getBuiltinModule(`node:${name}`) ?? {}).filter(
    (each) => /^[A-Za-z_]\w*$/.test(each) && each !== 'default',
  );
  return [
    `const all = /* @__PURE__ */ ${builtin(name)};`,
    'export default all;',
    'const read = (name) => all[name];',
    ...names.map(
      (each, n) => `const v${n} = /* @__PURE__ */ read("${each}"); export { v${n} as ${each} };`,
    ),
  ].join('\n');
}
