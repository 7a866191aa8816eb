import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { bundleFunction, functionFolders } from '#infra/build/bundle-functions.ts';
import { rules } from '#shared/rules/registry.ts';

let folder: string;
const sizes = new Map<string, number>();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bundles-test-'));
  for (const name of functionFolders()) {
    sizes.set(name, await bundleFunction(name, join(folder, name)));
  }
  for (const [name, bytes] of sizes) console.info(`${name}: ${Math.round(bytes / 1024)} KB`);
}, 120_000);

afterAll(() => rm(folder, { recursive: true }));

/** Of all files of a bundle. */
async function textOf(name: string): Promise<string> {
  const files = (await readdir(join(folder, name))).toSorted();
  const texts = await Promise.all(files.map((file) => readFile(join(folder, name, file), 'utf8')));
  return texts.join('\n');
}

/** Runs the bundle as Lambda does: as a module of its own, with nothing beside it. */
async function invokeBundle(name: string, event: unknown): Promise<string> {
  const script = `
    const { handler } = await import(process.argv[1]);
    const context = { functionName: 'f', invokedFunctionArn: 'arn', memoryLimitInMB: '512', awsRequestId: '1', getRemainingTimeInMillis: () => 9000 };
    try {
      await handler(JSON.parse(process.argv[2]), context);
      console.log('answered, arguments: ' + handler.length);
    } catch (error) {
      console.log(error.name + ': ' + error.message + ', arguments: ' + handler.length);
    }`;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '-e', script, join(folder, name, 'index.mjs'), JSON.stringify(event)],
    {
      cwd: folder,
      env: {
        AWS_REGION: 'eu-central-1',
        AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
        AWS_MAX_ATTEMPTS: '1',
        CONNECT_STORAGE_GUARD_PARTITION: 'aws',
        CONNECT_STORAGE_GUARD_ACCOUNT: '111122223333',
        CONNECT_STORAGE_GUARD_RECORDER_ROLE: 'arn:aws:iam::111122223333:role/recorder',
        CONNECT_STORAGE_GUARD_RULES: '{"bucket":["bucket-policy-least-privilege"]}',
      },
    },
  );
  return stdout.trim().split('\n').at(-1) ?? '';
}

describe.each(functionFolders())('the bundle of %s', (name) => {
  it('is of a sane size', async () => {
    expect(await readdir(join(folder, name))).toContain('index.mjs');
    expect(sizes.get(name)).toBeLessThan(400 * 1024);
  });

  it('is the same bytes for the same sources', async () => {
    const again = join(folder, `${name}-again`);
    await bundleFunction(name, again);
    expect((await textOf(`${name}-again`)) === (await textOf(name))).toBe(true);
  });

  it('has no way to credentials but the environment', async () => {
    const text = await textOf(name);
    const [other] = /fromIni|fromSSO|fromProcess/.exec(text) ?? [];
    expect(other).toBeUndefined();
  });

  it('names no folder of the machine', async () => {
    const text = await textOf(name);
    expect(text.includes(process.cwd())).toBe(false);
  });

  it('loads by itself, takes event and context, and says what is wrong with an event', async () => {
    expect(await invokeBundle(name, {})).toMatch(
      /^InvalidDocument: (invokingEvent|bucket|reason|detail-type): .*, arguments: 2$/,
    );
  });
});

/** The AWS services that each function has clients of: no more than it may call. */
const services: Readonly<Record<string, readonly string[]>> = {
  'evaluate-administrators': ['Config Service', 'IAM', 'Lambda', 'S3', 'SecurityHub'],
  'evaluate-buckets': ['CloudTrail', 'Config Service', 'IAM', 'KMS', 'Lambda', 'S3', 'SecurityHub'],
  'evaluate-instances': ['Config Service', 'Lambda', 'S3', 'SecurityHub'],
  'evaluate-keys': ['Config Service', 'IAM', 'KMS', 'Lambda', 'S3', 'SecurityHub'],
  'evaluate-streams': [
    'Config Service',
    'Firehose',
    'IAM',
    'KMS',
    'Kinesis',
    'Lambda',
    'S3',
    'SecurityHub',
  ],
  'follow-changes': ['Config Service', 'Connect', 'Firehose', 'IAM', 'KMS', 'Kinesis', 'S3'],
  'notify-people': ['CloudWatch', 'Config Service', 'S3', 'SNS', 'SecurityHub'],
  'remediate-bucket-policy': ['IAM', 'S3', 'SNS'],
  'restore-bucket-policy': ['IAM', 'S3', 'SNS'],
};

const servicesIn = (text: string): readonly (string | undefined)[] => {
  const ids = [...text.matchAll(/serviceId:[^,]*?"([A-Za-z0-9 ]+)"/g)];
  return [...new Set(ids.map(([, id]) => id))].toSorted();
};

it.each(functionFolders())('%s has clients of its own services only', async (name) => {
  expect(servicesIn(await textOf(name))).toEqual(services[name]);
});

/** What is loaded before the first event: a file, and what it imports. */
async function loadedAtStart(name: string, file = 'index.mjs'): Promise<string> {
  const text = await readFile(join(folder, name, file), 'utf8');
  const imported = [...text.matchAll(/(?:from|import)"\.\/([^"]+)"/g)];
  const texts = await Promise.all(imported.map(([, each = '']) => loadedAtStart(name, each)));
  return [text, ...texts].join('\n');
}

it.each(functionFolders())('%s starts with clients that its events need', async (name) => {
  const needed = ['Config Service', 'IAM', 'S3'];
  const own = services[name]?.filter((service) => needed.includes(service));
  expect(servicesIn(await loadedAtStart(name))).toEqual(own);
});

it.each(functionFolders())('%s has the rules of its own kind only', async (name) => {
  const text = await textOf(name);
  const carried = rules.filter(({ id }) => text.includes(`id:"${id}"`));
  const own = rules.filter(({ kind }) => name === `evaluate-${kind}s`);
  expect(carried.map(({ id }) => id)).toEqual(own.map(({ id }) => id));
});

it('keeps the operations that the functions call, and drops the rest of the SDK', async () => {
  const text = await textOf('follow-changes');
  expect(text.includes('ListInstanceStorageConfigs')).toBe(true);
  expect(text.includes('/contact/chat')).toBe(false);
});

it.each(functionFolders().filter((name) => name.startsWith('evaluate-')))(
  '%s carries the client of Security Hub, and does not load it at its start',
  async (name) => {
    const files = await readdir(join(folder, name));
    const texts = await Promise.all(
      files.map((file) => readFile(join(folder, name, file), 'utf8')),
    );
    const [lazy = '', ...others] = files.filter((_, n) =>
      texts[n]?.includes('BatchImportFindings'),
    );
    expect([lazy, others]).toEqual([expect.stringMatching(/^report-findings-/), []]);
    const importers = texts.filter((text) => text.includes(lazy));
    expect(importers.map((text) => text.includes(`import("./${lazy}")`))).toEqual([true]);
  },
);

it('finds credentials missing without looking elsewhere', async () => {
  const event = { bucket: 'amazon-connect-1a2b3c4d5e6f', executionId: 'e-1' };
  expect(await invokeBundle('remediate-bucket-policy', event)).toContain(
    'AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set',
  );
});
