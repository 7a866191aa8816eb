import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readLockfile } from '#infra/build/make-licences.ts';

const require = createRequire(import.meta.url);
const recorded = require('../../infra/build/node-binaries.json');
const { faultOfNode, installedNode } = require('../../infra/build/verify-node.cjs');

describe('the Node that comes with the install', () => {
  it('is of the version whose hashes are recorded', async () => {
    const { packages } = await readLockfile();
    expect(packages['node_modules/node']?.version).toBe(recorded.version);
  });

  it('is the recorded one', () => {
    expect(faultOfNode(installedNode)?.mustStop).toBeUndefined();
  });

  it('is not run when it is another', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'node-'));
    try {
      const file = join(folder, 'node');
      await writeFile(file, 'something else');
      expect(faultOfNode(file, 'a'.repeat(64))).toMatchObject({
        mustStop: true,
        text: expect.stringContaining('do not run it'),
      });
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
