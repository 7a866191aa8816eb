import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { complete, type Lockfile, missingOptional } from '#infra/build/complete-lockfile.ts';

const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as Lockfile;

describe('the committed lockfile', () => {
  it('lists every optional platform package, whatever registry wrote it', () => {
    expect(missingOptional(lock)).toEqual([]);
  });

  it('holds packages for macOS, Windows and ARM Linux, not only for the machine that wrote it', () => {
    const named = Object.keys(lock.packages).filter((path) => path.includes('@biomejs/cli-'));
    for (const platform of [
      'darwin-arm64',
      'darwin-x64',
      'win32-x64',
      'linux-arm64',
      'linux-x64',
    ]) {
      expect(named).toContain(`node_modules/@biomejs/cli-${platform}`);
    }
  });

  it('names no registry', () => {
    expect(JSON.stringify(lock)).not.toMatch(/"resolved":"https?:/);
  });
});

describe('completing a lockfile', () => {
  it('adds a left-out package for the platform in its name, and nothing the second time', () => {
    const packages = {
      '': {},
      'node_modules/tool': {
        version: '1.2.3',
        dev: true,
        optionalDependencies: { '@tool/linux-arm64-musl': '1.2.3' },
      },
    };
    const completed = complete({ packages });
    expect(completed.packages['node_modules/@tool/linux-arm64-musl']).toEqual({
      version: '1.2.3',
      dev: true,
      optional: true,
      cpu: ['arm64'],
      libc: ['musl'],
      os: ['linux'],
    });
    expect(complete(completed)).toEqual(completed);
  });
});
