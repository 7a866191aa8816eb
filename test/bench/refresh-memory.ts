import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeleteObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { smallHeap } from '#infra/aws/small-heap.ts';
import { bundleFunction } from '#infra/build/bundle-functions.ts';
import { LocalAws } from '#infra/local/local-aws.ts';
import { statePort } from '#shared/aws/state.ts';
import type { Fact } from '#shared/connect/fact.ts';
import { settingsKey } from '#shared/settings/settings.ts';
import { refreshKey } from '#shared/usecases/refresh-state.ts';
import { deployment, home, root, seedLargeAccount, settings } from './large-account.ts';

/** In MB, of the process of the function. */
export interface RefreshMemory {
  readonly status: string;
  readonly loaded: number;
  readonly most: number;
}

/**
 * What the run takes that has nearly everything learnt, asks the rest, looks all of it up and replaces
 * the inventory by another: the bundled function in a process of its own, against the embedded AWS.
 */
export async function refreshMemory(instances: number): Promise<RefreshMemory> {
  const folder = await mkdtemp(join(tmpdir(), 'connect-storage-guard-'));
  const aws = await LocalAws.start({ home, throttles: 'off' });
  try {
    await bundleFunction('follow-changes', folder);
    seedLargeAccount(aws, instances);
    const s3 = new S3Client(aws.clientFor(root));
    const state = statePort(s3, deployment.stateBucket, home.account);
    await state.write(settingsKey, JSON.stringify(settings));
    const bundle = join(folder, 'index.mjs');
    await refresh(aws, bundle);
    const learnt = known(await state.list('refresh/')).filter((key) => key.includes('from-'));
    const last = learnt.toSorted(byNumber).at(-1) ?? '';
    await s3.send(new DeleteObjectCommand({ Bucket: deployment.stateBucket, Key: last }));
    const progress = JSON.parse(known(await state.read(refreshKey)).body);
    const sweep = { startedAt: progress.attemptedAt, again: [] };
    await state.write(refreshKey, JSON.stringify({ ...progress, attemptedAt: undefined, sweep }));
    const measure = await refresh(aws, bundle);
    if (measure.status !== 'REFRESHED') throw new Error(`the run ended as ${measure.status}`);
    return measure;
  } finally {
    await aws.close();
    await rm(folder, { recursive: true });
  }
}

function known<T>(fact: Fact<T>): T {
  if (fact.state === 'known') return fact.value;
  throw new Error('the state bucket does not have what the first run stores');
}

const byNumber = (one: string, other: string) => one.localeCompare(other, 'en', { numeric: true });

async function refresh(aws: LocalAws, bundle: string): Promise<RefreshMemory> {
  const { accessKeyId, secretAccessKey } = aws.credentialsFor(root);
  const child = fork(join(import.meta.dirname, 'refresh-process.mjs'), [bundle], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: {
      AWS_REGION: home.region,
      AWS_ENDPOINT_URL: aws.endpoint,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      CONNECT_STORAGE_GUARD_PARTITION: home.partition,
      CONNECT_STORAGE_GUARD_ACCOUNT: home.account,
      CONNECT_STORAGE_GUARD_RECORDER_ROLE: deployment.recorderRole,
      CONNECT_STORAGE_GUARD_RULES: '{}',
      NODE_OPTIONS: smallHeap,
    },
  });
  const exited = once(child, 'exit');
  const silent = exited.then((): never => {
    throw new Error('the function ended without an answer');
  });
  const [told]: RefreshMemory[] = await Promise.race([once(child, 'message'), silent]);
  await exited;
  if (!told) throw new Error('the function told nothing');
  return told;
}
