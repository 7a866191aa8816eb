import { createHash } from 'node:crypto';
import { transformSync, version } from 'esbuild';

/** A Jest transform: TypeScript in, native ES modules out. */
export default {
  getCacheKey: (source, path) =>
    createHash('sha256').update(version).update(path).update(source).digest('hex'),
  process: (source, path) => ({
    code: transformSync(source, {
      loader: 'ts',
      format: 'esm',
      target: 'node24',
      sourcemap: 'inline',
      sourcefile: path,
    }).code,
  }),
};
