import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { loadAssembly } from '#infra/local/cloudformation/assembly.ts';

const scope = { partition: 'aws-cn', account: '222233334444', region: 'cn-north-1' };
const assets = {
  version: '55.0.0',
  files: {
    abc: {
      source: { path: 'asset.abc', packaging: 'zip' },
      destinations: {
        'current_account-current_region': {
          bucketName: 'cdk-hnb659fds-assets-${AWS::AccountId}-${AWS::Region}',
          objectKey: 'abc.zip',
        },
      },
    },
  },
};

function folderWith(...stacks: string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'assembly-'));
  for (const name of stacks) {
    writeFileSync(join(folder, `${name}.template.json`), JSON.stringify({ Description: name }));
    writeFileSync(join(folder, `${name}.assets.json`), JSON.stringify(assets));
  }
  return folder;
}

describe('an assembly', () => {
  it('is the only stack of its folder, or the one that is named', () => {
    expect(loadAssembly(folderWith('Guard')).stackName).toBe('Guard');
    expect(loadAssembly(folderWith('One', 'Two'), 'Two').template).toEqual({ Description: 'Two' });
  });

  it.each([
    ['there is none', [], undefined, 'There is none'],
    ['there are several and none is named', ['One', 'Two'], undefined, 'There is One, Two'],
    ['the named one is not there', ['One'], 'Three', 'There is One'],
  ])('is refused when %s', (_, stacks, name, message) => {
    expect(() => loadAssembly(folderWith(...stacks), name)).toThrow(message);
  });

  it('finds an asset by where it would be uploaded in that account and region', () => {
    const folder = folderWith('Guard');
    const { asset } = loadAssembly(folder);
    const bucket = 'cdk-hnb659fds-assets-222233334444-cn-north-1';
    expect(asset(scope, bucket, 'abc.zip')).toBe(join(folder, 'asset.abc'));
    expect(asset(scope, bucket, 'abd.zip')).toBeUndefined();
    expect(asset({ ...scope, region: 'us-east-1' }, bucket, 'abc.zip')).toBeUndefined();
  });
});
