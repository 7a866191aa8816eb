import { createHash } from 'node:crypto';
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
    expect(faultOfNode(installedNode)?.mustStop ?? false).toBe(false);
  });

  it('is not run when it is another', async () => {
    await withFile('something else', (file) => {
      expect(faultOfNode(file, { platform: 'linux-x64' })).toMatchObject({
        mustStop: true,
        text: expect.stringContaining('do not run it'),
      });
    });
  });

  it('is never taken for verified where no hash is recorded, and not run in CI', async () => {
    await withFile('Node for another machine', (file) => {
      const hash = createHash('sha256').update('Node for another machine').digest('hex');
      const platform = 'darwin-arm64';
      expect(recorded.sha256).not.toHaveProperty(platform);
      expect(faultOfNode(file, { platform, inCI: false })).toEqual({
        mustStop: false,
        text: expect.stringMatching(
          `is not verified \\(SHA-256 ${hash}\\): no hash .* for ${platform}`,
        ),
      });
      expect(faultOfNode(file, { platform, inCI: true })).toMatchObject({ mustStop: true });
    });
  });
});

async function withFile(content: string, look: (file: string) => void): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'node-'));
  try {
    const file = join(folder, 'node');
    await writeFile(file, content);
    look(file);
  } finally {
    await rm(folder, { recursive: true });
  }
}
