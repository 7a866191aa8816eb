import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { bundleFunction } from '#infra/build/bundle-functions.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bundle-endpoints-'));
  await bundleFunction('evaluate-buckets', folder);
});

afterAll(() => rm(folder, { recursive: true }));

const event = {
  invokingEvent: JSON.stringify({
    messageType: 'ScheduledNotification',
    notificationCreationTime: '2026-01-01T00:00:00.000Z',
  }),
  resultToken: 'token',
  configRuleName: 'connect-storage-guard-bucket-policy-least-privilege',
};

/** No name is looked up, so nothing leaves this machine: it says which would be. */
const script = `
  process.getBuiltinModule('node:dns').lookup = (host, options, done) => {
    console.log('host: ' + host);
    done(Object.assign(new Error('not looked up'), { code: 'ECONNRESET' }));
  };
  const { handler } = await import(process.argv[1]);
  await handler(${JSON.stringify(event)}, { getRemainingTimeInMillis: () => 9000 }).catch(() => {});`;

async function hostAsked(environment: Readonly<Record<string, string>>): Promise<string[]> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '-e', script, join(folder, 'index.mjs')],
    {
      env: {
        AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
        AWS_SECRET_ACCESS_KEY: 'secret',
        CONNECT_STORAGE_GUARD_PARTITION: 'aws',
        CONNECT_STORAGE_GUARD_ACCOUNT: '111122223333',
        CONNECT_STORAGE_GUARD_RECORDER_ROLE: 'arn:aws:iam::111122223333:role/recorder',
        ...environment,
      },
    },
  );
  return [...stdout.matchAll(/^host: (.*)$/gm)].map(([, host = '']) => host);
}

const stateBucket = (region: string) => `connect-storage-guard-111122223333-${region}`;

it.each([
  ['eu-central-1', {}, 's3.eu-central-1.amazonaws.com'],
  ['us-gov-west-1', {}, 's3.us-gov-west-1.amazonaws.com'],
  ['cn-north-1', {}, 's3.cn-north-1.amazonaws.com.cn'],
  ['us-gov-west-1', { AWS_USE_FIPS_ENDPOINT: 'true' }, 's3-fips.us-gov-west-1.amazonaws.com'],
  ['eu-west-1', { AWS_USE_DUALSTACK_ENDPOINT: 'true' }, 's3.dualstack.eu-west-1.amazonaws.com'],
])("a bundle in %s with %j asks its partition's S3, three times", async (region, more, host) => {
  const asked = await hostAsked({ AWS_REGION: region, ...more });
  expect(asked).toEqual(Array(3).fill(`${stateBucket(region)}.${host}`));
});

it('asks as often as its environment says', async () => {
  const region = 'eu-west-1';
  expect(await hostAsked({ AWS_REGION: region, AWS_MAX_ATTEMPTS: '1' })).toHaveLength(1);
});
