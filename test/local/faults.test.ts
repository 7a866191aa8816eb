import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  HeadObjectCommand,
  ListBucketsCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { FastClock } from '#infra/local/clock.ts';
import { deployStack } from '#infra/local/cloudformation/deploy-stack.ts';
import { clearFaults, type Fault, injectFault } from '#infra/local/faults.ts';
import { LocalAws } from '#infra/local/local-aws.ts';
import { createBucket } from '#infra/local/services/s3/buckets.ts';
import { assemblyOf, functionResource, roleResource, writeLogs } from './fixture-stack.ts';

const root = 'arn:aws:iam::111122223333:root';
const Bucket = 'faulty';
const sources = {
  pausing: `import { setTimeout as sleep } from 'node:timers/promises';
    export const handler = async ({ request }) => {
      const [begin, at] = [Date.now(), performance.now()];
      await sleep(20_000);
      await new Promise((resolve) => setTimeout(resolve, 20_000));
      const seconds = (new Date().getTime() - begin) / 1000;
      return { begin, seconds, real: performance.now() - at };
    };`,
  writing: `import { PutObjectCommand, S3Client } from '${import.meta.resolve('@aws-sdk/client-s3')}';
    const s3 = new S3Client({});
    export const handler = async (input) => {
      await s3.send(new PutObjectCommand(input));
      return process.pid;
    };`,
};

let aws: LocalAws;
let s3: S3Client;
const clock = new FastClock(100, new Date('2026-03-01T12:00:00Z'));

beforeAll(async () => {
  aws = await LocalAws.start({ clock });
  createBucket(aws.world, aws.home, { name: Bucket });
  s3 = client({});
  await deployStack(
    aws.world,
    aws.home,
    assemblyOf(
      {
        Role: roleResource('lambda.amazonaws.com', [
          writeLogs,
          { Effect: 'Allow', Action: 's3:PutObject', Resource: `arn:aws:s3:::${Bucket}/*` },
        ]),
        Pausing: functionResource('pausing', 'Role', { Timeout: 900 }),
        Writing: functionResource('writing', 'Role', { Timeout: 300 }),
      },
      sources,
    ),
  );
});
afterEach(() => clearFaults(aws.world));
afterAll(() => aws.close());

const client = (more: object) => new S3Client({ ...aws.clientFor(root), ...more });
const put = (Key: string, by = s3) => by.send(new PutObjectCommand({ Bucket, Key, Body: 'body' }));
const exists = (Key: string) =>
  s3.send(new HeadObjectCommand({ Bucket, Key })).then(
    () => true,
    () => false,
  );
const inject = (fault: Partial<Fault>) =>
  injectFault(aws.world, { kind: 'throttled', call: 1, operation: 'PutObject', ...fault });
const befallen = (operation: string) =>
  aws.world.ledger.entries.filter((entry) => entry.operation === operation && entry.fault);

describe('an injected fault', () => {
  it('befalls the call that it was planned for and no other', async () => {
    inject({ call: 2, kind: 'failed-before' });
    const once = client({ maxAttempts: 1 });
    await put('first', once);
    await s3.send(new ListBucketsCommand({}));
    await expect(put('second', once)).rejects.toMatchObject({
      name: 'InternalError',
      $metadata: { httpStatusCode: 500 },
    });
    await put('third', once);
    expect(await Promise.all(['first', 'second', 'third'].map(exists))).toEqual([
      true,
      false,
      true,
    ]);
  });

  it('is over when the client tries again, unless all attempts are meant', async () => {
    inject({});
    expect(await put('patient')).toMatchObject({ $metadata: { attempts: 2 } });
    clearFaults(aws.world);
    inject({ attempts: 'all' });
    await expect(put('hopeless')).rejects.toMatchObject({
      name: 'SlowDown',
      $metadata: { attempts: 3 },
    });
    expect(await exists('hopeless')).toBe(false);
    expect(befallen('PutObject').slice(-3)).toMatchObject(
      Array(3).fill({ fault: 'throttled', error: 'SlowDown' }),
    );
  });

  it('may come after the effect', async () => {
    inject({ kind: 'failed-after', attempts: 'all' });
    await expect(put('done')).rejects.toMatchObject({ name: 'InternalError' });
    expect(await exists('done')).toBe(true);
  });

  it('is of one principal where that is said', async () => {
    inject({ principal: 'arn:aws:iam::111122223333:role/Somebody', kind: 'failed-before' });
    expect(await put('by-root')).toMatchObject({ $metadata: { attempts: 1 } });
  });

  it('leaves the call without an answer for as long as the client waits', async () => {
    inject({ kind: 'unanswered' });
    const impatient = client({
      maxAttempts: 1,
      requestHandler: { requestTimeout: 100, throwOnRequestTimeout: true },
    });
    await expect(put('unheard', impatient)).rejects.toMatchObject({ name: 'TimeoutError' });
    expect(await exists('unheard')).toBe(true);
    expect(befallen('PutObject').at(-1)).toMatchObject({ fault: 'unanswered' });
    expect(befallen('PutObject').at(-1)?.error).toBeUndefined();
  });

  it('is never planned for a call that cannot be', () => {
    expect(() => inject({ call: 0 })).toThrow(RangeError);
  });
});

describe('a function', () => {
  const invoke = async (FunctionName: string, event: object = {}) => {
    const lambda = new LambdaClient(aws.clientFor(root));
    const Payload = JSON.stringify(event);
    const answer = await lambda.send(new InvokeCommand({ FunctionName, Payload }));
    return { ...answer, said: JSON.parse(answer.Payload?.transformToString() ?? '') };
  };

  it('lives in the time of the World', async () => {
    const { said } = await invoke('pausing');
    expect(Math.abs(said.begin - clock.now().getTime())).toBeLessThan(15 * 60_000);
    expect(said.seconds).toBeGreaterThanOrEqual(40);
    expect(said.real).toBeLessThan(said.seconds * 100);
  });

  it('dies at the call that kills it, and the next invocation finds another process', async () => {
    const before = await invoke('writing', { Bucket, Key: 'alive', Body: '' });
    inject({ kind: 'killed' });
    const killed = await invoke('writing', { Bucket, Key: 'last words', Body: '' });
    expect(killed.FunctionError).toBe('Unhandled');
    expect(killed.said).toMatchObject({ errorType: 'Runtime.ExitError' });
    expect(await exists('last words')).toBe(true);
    const after = await invoke('writing', { Bucket, Key: 'again', Body: '' });
    expect([after.FunctionError, after.said === before.said]).toEqual([undefined, false]);
  });
});
