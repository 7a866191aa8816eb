import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { build } from 'esbuild';
import { bundleFunction, functionFolders } from '#infra/build/bundle-functions.ts';
import { LocalAws } from '#infra/local/local-aws.ts';
import { configRuleName } from '#shared/connect/deployment.ts';
import { rules } from '#shared/rules/registry.ts';
import { type Figures, measured, median } from './figures.ts';

interface Cold {
  readonly kilobytes: number;
  readonly zippedKilobytes: number;
  /** Milliseconds, medians of fresh processes. */
  readonly load: number;
  readonly answer: number;
}

const rounds = 7;

/** What the function takes: with nothing in the account, it asks S3 and is refused. */
function eventOf(name: string): string {
  const kind = name.match(/^evaluate-(.+)s$/)?.[1];
  if (name === 'follow-changes') return JSON.stringify({ reason: 'schedule' });
  if (!kind) return JSON.stringify({ bucket: 'acme-recordings', executionId: 'cold' });
  return JSON.stringify({
    invokingEvent: JSON.stringify({
      awsAccountId: '111122223333',
      messageType: 'ScheduledNotification',
      notificationCreationTime: '2026-01-01T00:00:00.000Z',
      recordVersion: '1.0',
    }),
    ruleParameters: '{}',
    resultToken: 'token',
    configRuleName: configRuleName(rules.find((each) => each.kind === kind)?.id ?? ''),
    accountId: '111122223333',
  });
}

/**
 * Cold starts of these functions up to the first answer, which S3 of an empty account lets them give.
 * The variants take turns.
 */
export async function benchCold(names = functionFolders()): Promise<Figures> {
  const folder = await mkdtemp(join(tmpdir(), 'cold-'));
  const aws = await LocalAws.start();
  try {
    const empty = join(folder, 'empty.mjs');
    await writeFile(empty, 'export const handler = async () => ({});');
    const figures: Record<string, Figures[string]> = {};
    for (const name of names) {
      await bundleFunction(name, join(folder, name));
      const own = join(folder, name, 'index.mjs');
      const naive = await bundleNaively(name, folder);
      const times: Record<string, Started[]> = { [empty]: [], [own]: [], [naive]: [] };
      for (let round = 0; round <= rounds; round++) {
        for (const [file, all] of Object.entries(times)) {
          all.push(await start(file, eventOf(name), aws.endpoint));
        }
      }
      const [mine, other, none] = await Promise.all(
        [own, naive, empty].map(async (file) => cold(await readFile(file), times[file] ?? [])),
      );
      if (!mine || !other || !none) continue;
      Object.assign(figures, besideNaive(name, mine, other, none));
    }
    return figures;
  } finally {
    await aws.close();
    await rm(folder, { recursive: true });
  }
}

/** @param none an empty handler */
function besideNaive(name: string, own: Cold, naive: Cold, none: Cold): Figures {
  const to = (what: keyof Cold) => ({ what: 'naive bundling', value: naive[what] });
  return {
    [`${name}: size`]: measured(own.kilobytes, 'KB', to('kilobytes'), '≤ 0.5×'),
    [`${name}: size, zipped`]: measured(own.zippedKilobytes, 'KB', to('zippedKilobytes')),
    [`${name}: load`]: measured(own.load, 'ms', to('load'), '≤ 0.5×'),
    [`${name}: load over an empty handler's`]: measured(own.load - none.load, 'ms', {
      what: "naive bundling's",
      value: naive.load - none.load,
    }),
    [`${name}: first answer`]: measured(own.answer, 'ms', to('answer'), '≤ 0.7×'),
  };
}

/** What esbuild makes of it when it is told nothing but to minify. */
async function bundleNaively(name: string, folder: string): Promise<string> {
  const outfile = join(folder, `${name}.cjs`);
  const entryPoints = [join('functions', name, 'handler.ts')];
  await build({ entryPoints, outfile, bundle: true, platform: 'node', minify: true });
  return outfile;
}

interface Started {
  readonly loaded: number;
  readonly answered: number;
}

async function start(file: string, event: string, endpoint: string): Promise<Started> {
  const child = fork(join(import.meta.dirname, 'cold-process.mjs'), [file, event], {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    env: {
      AWS_REGION: 'eu-central-1',
      AWS_ENDPOINT_URL: endpoint,
      AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'secret',
      CONNECT_STORAGE_GUARD_PARTITION: 'aws',
      CONNECT_STORAGE_GUARD_ACCOUNT: '111122223333',
      CONNECT_STORAGE_GUARD_RECORDER_ROLE: 'arn:aws:iam::111122223333:role/recorder',
      CONNECT_STORAGE_GUARD_RULES: '{}',
    },
  });
  const [[told]] = await Promise.all([once(child, 'message'), once(child, 'exit')]);
  return told;
}

function cold(code: Buffer, times: readonly Started[]): Cold {
  // The first round warms the machine's file cache.
  const [, ...counted] = times;
  return {
    kilobytes: code.length / 1024,
    zippedKilobytes: deflateRawSync(code).length / 1024,
    load: median(counted.map(({ loaded }) => loaded)),
    answer: median(counted.map(({ answered }) => answered)),
  };
}
