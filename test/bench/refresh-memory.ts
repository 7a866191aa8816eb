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
import { functionProcess } from './function-process.ts';
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

const refresh = (aws: LocalAws, bundle: string) =>
  functionProcess<RefreshMemory>(
    aws,
    'refresh-process.mjs',
    [bundle],
    { NODE_OPTIONS: smallHeap },
    ['ignore', 'ignore', 'inherit', 'ipc'],
  );
