import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { build, type Plugin } from 'esbuild';
import { loadConfig } from '#infra/build/environment-configuration.ts';
import { leanBuiltins } from '#infra/build/lean-builtins.ts';
import { leanRules } from '#infra/build/lean-rules.ts';
import { leanSchemas } from '#infra/build/lean-schemas.ts';
import { leftOut } from '#infra/build/left-out.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'left-out-'));
});
afterAll(() => rm(folder, { recursive: true }));

const root = process.cwd();

async function bundled(contents: string, plugin: Plugin): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: root },
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    logLevel: 'silent',
    mainFields: ['module', 'main'],
    absWorkingDir: root,
    plugins: [plugin],
  });
  return outputFiles[0]?.text ?? '';
}

describe('what is left out of a bundle', () => {
  it('fails the build when the SDK has it elsewhere', async () => {
    const without = bundled("export { KMSClient } from '@aws-sdk/client-kms'", leftOut);
    await expect(without).rejects.toThrow(
      /client-s3\/dist-es\/commands\/CreateSessionCommand\.js is not imported any more/,
    );
  });

  it('throws with its name when it is needed after all', async () => {
    const text = await bundled(
      `import { S3Client, CreateSessionCommand } from '@aws-sdk/client-s3';
       import { Sha256Js, Md5Js } from '@smithy/core/checksum';
       import { headStream } from '@smithy/core/serde';
       export { S3Client };
       export const needed = [() => new CreateSessionCommand({}).input, () => new Sha256Js().update('a')];`,
      leftOut,
    );
    const { needed } = await import(`data:text/javascript,${encodeURIComponent(text)}`);
    expect(needed[0]).toThrow('CreateSessionCommand (@aws-sdk/client-s3/');
    expect(needed[1]).toThrow(/^Sha256Js \(@smithy\/core\/.*\) is left out of this bundle$/);
  });
});

describe('a module of Node in a bundle', () => {
  it('is read for the names that are used, and for no other', async () => {
    const text = await bundled(
      `import { createHash } from 'node:crypto';
       import * as path from 'path';
       import process from 'node:process';
       export const answer = createHash('md5').update(path.basename('/a/b')).digest('hex') + process.pid;
       export const later = () => import('node:http').then(({ Agent }) => Agent);`,
      leanBuiltins,
    );
    expect(text).not.toMatch(/webcrypto|WebSocket|^import /m);
    const { answer, later } = await import(`data:text/javascript,${encodeURIComponent(text)}`);
    expect(answer).toBe(`92eb5ffee6ae2fec3ad71c777531578f${process.pid}`);
    expect((await later()).name).toBe('Agent');
  });
});

describe('the schemas of a client', () => {
  it('fail the build when they are written in another way', async () => {
    const odd = join(folder, 'node_modules/@aws-sdk/client-odd/dist-es/schemas/schemas_0.js');
    await build({ stdin: { contents: 'export const a = 1;' }, outfile: odd, logLevel: 'silent' });
    await expect(bundled(`export * from ${JSON.stringify(odd)}`, leanSchemas)).rejects.toThrow(
      /schemas_0\.js: it is not written as it was/,
    );
  });
});

describe('a rule in a bundle', () => {
  it('has no examples', async () => {
    const text = await bundled("export * from './shared/rules/key/key-rotated.ts'", leanRules);
    expect(text).toMatch(/id: "key-rotated"/);
    expect(text).not.toMatch(/examples|sampleKey/);
  });

  it('fails the build when its examples are written in another way', async () => {
    const odd = join(folder, 'shared/rules/key/odd.ts');
    const contents = 'export const rule = {\n  examples: { compliant: 1 },\n};';
    await mkdir(dirname(odd), { recursive: true });
    await writeFile(odd, contents);
    await expect(bundled(`export * from ${JSON.stringify(odd)}`, leanRules)).rejects.toThrow(
      /odd\.ts: its examples are not written as others are/,
    );
  });
});

describe('a setting of an SDK client', () => {
  const setting = {
    environmentVariableSelector: ({ TEST_ATTEMPTS: text }: NodeJS.ProcessEnv) => {
      if (text === 'many') throw new Error('not a number');
      return text === undefined ? undefined : Number(text);
    },
    default: async () => 3,
  };
  const loaded = async (text?: string) => {
    if (text === undefined) delete process.env.TEST_ATTEMPTS;
    else process.env.TEST_ATTEMPTS = text;
    return loadConfig(setting)();
  };

  it('comes from the environment, and otherwise has its default', async () => {
    expect([await loaded('5'), await loaded(), await loaded('many')]).toEqual([5, 3, 3]);
  });

  it('fails as its default does', async () => {
    const missing = () => {
      throw new Error('Region is missing');
    };
    await expect(loadConfig({ ...setting, default: missing })()).rejects.toThrow('Region');
  });

  it('is looked up once', async () => {
    let asked = 0;
    const load = loadConfig({ ...setting, environmentVariableSelector: () => ++asked });
    expect([await load(), await load()]).toEqual([1, 1]);
  });
});
