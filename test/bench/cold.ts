import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deflateRawSync } from 'node:zlib';
import { build } from 'esbuild';
import { bundleFunction, functionFolders } from '#infra/build/bundle-functions.ts';
import { type ColdAccount, coldAccount } from './cold-questions.ts';
import { type Spent, type Start, type Started, start } from './cold-start.ts';
import { type Figures, measured, median } from './figures.ts';

const rounds = 7;

/** Cold starts up to the first answer, in an account of one instance. */
export async function benchCold(names = functionFolders()): Promise<Figures> {
  const folder = await mkdtemp(join(tmpdir(), 'cold-'));
  const account = await coldAccount();
  try {
    const empty = join(folder, 'empty.mjs');
    await writeFile(empty, 'export const handler = async () => ({});');
    const figures: Record<string, Figures[string]> = {};
    for (const name of names) Object.assign(figures, await coldStarts(account, name, folder));
    return figures;
  } finally {
    await account.aws.close();
    await rm(folder, { recursive: true });
  }
}

async function coldStarts(account: ColdAccount, name: string, folder: string): Promise<Figures> {
  const ownFolder = join(folder, name);
  await bundleFunction(name, ownFolder);
  const own = { name, file: join(ownFolder, 'index.mjs') };
  const naive = { name, file: await bundleNaively(name, folder) };
  const empty = { name, file: join(folder, 'empty.mjs') };
  const cached = { ...own, compileCache: join(folder, 'compiled') };
  const variants = [own, naive, empty, ...(name === 'evaluate-buckets' ? [cached] : [])];
  const [ownTimes, naiveTimes, emptyTimes, cachedTimes] = await inTurns(account, variants);
  if (!ownTimes || !naiveTimes || !emptyTimes) return {};
  const { load, answer } = await start(account, { ...own, traced: true });
  const whole = await kilobytes([naive.file]);
  const all = (await readdir(ownFolder)).map((file) => join(ownFolder, file));
  const size = (what: string, value: number, aim?: string) => ({
    [`${name}: ${what}`]: measured(
      value,
      'KB',
      { what: 'naive bundling', value: whole.plain },
      aim,
    ),
  });
  return {
    ...size('loaded at the start', (await kilobytes(load.files)).plain, '≤ 0.5×'),
    ...size('loaded until the first answer', (await kilobytes(answer.files)).plain, '≤ 0.5×'),
    [`${name}: deployed, zipped`]: measured(
      (await kilobytes(all)).zipped,
      'KB',
      { what: 'naive bundling', value: whole.zipped },
      '≤ 0.5×',
    ),
    ...besideNaive(name, ownTimes, naiveTimes, emptyTimes),
    ...(cachedTimes && besideUncached(name, cachedTimes, ownTimes)),
  };
}

/** Medians. */
interface Times {
  readonly load: Milliseconds;
  readonly answer: Milliseconds;
}

type Milliseconds = Pick<Spent, 'milliseconds' | 'cpuMilliseconds'>;

/** One after the other, again and again. The first round warms the machine's file cache. */
async function inTurns(account: ColdAccount, variants: readonly Start[]): Promise<Times[]> {
  const started: Started[][] = variants.map(() => []);
  for (let round = 0; round <= rounds; round++) {
    for (const [n, variant] of variants.entries()) {
      const times = await start(account, variant);
      if (round > 0) started[n]?.push(times);
    }
  }
  return started.map((times) => {
    const of = (what: keyof Started) => ({
      milliseconds: median(times.map((each) => each[what].milliseconds)),
      cpuMilliseconds: median(times.map((each) => each[what].cpuMilliseconds)),
    });
    return { load: of('load'), answer: of('answer') };
  });
}

function besideNaive(name: string, own: Times, naive: Times, empty: Times): Figures {
  const compared = (what: keyof Times, aim: string) => {
    const to = (value: number) => ({ what: 'naive bundling', value });
    const [{ milliseconds, cpuMilliseconds }, other] = [own[what], naive[what]];
    return {
      [`${name}: ${what}`]: measured(milliseconds, 'ms', to(other.milliseconds), aim),
      [`${name}: ${what}, CPU`]: measured(cpuMilliseconds, 'ms', to(other.cpuMilliseconds), aim),
    };
  };
  const over = (times: Times) => times.load.milliseconds - empty.load.milliseconds;
  const to = { what: "naive bundling's", value: over(naive) };
  const aim = { 'evaluate-buckets': '≤ 35 ms' }[name] ?? '≤ 60 ms';
  return {
    ...compared('load', '≤ 0.5×'),
    [`${name}: load over an empty handler's`]: measured(over(own), 'ms', to, aim),
    ...compared('answer', '≤ 0.7×'),
  };
}

/** What a compile cache would save that was made by the same V8. */
function besideUncached(name: string, cached: Times, own: Times): Figures {
  const compared = (what: keyof Times) => ({
    [`${name}: ${what} with a compile cache, CPU`]: measured(cached[what].cpuMilliseconds, 'ms', {
      what: 'without',
      value: own[what].cpuMilliseconds,
    }),
  });
  return { ...compared('load'), ...compared('answer') };
}

/** What esbuild makes of it when it is told nothing but to minify. */
async function bundleNaively(name: string, folder: string): Promise<string> {
  const outfile = join(folder, `${name}.cjs`);
  const entryPoints = [join('functions', name, 'handler.ts')];
  await build({ entryPoints, outfile, bundle: true, platform: 'node', minify: true });
  return outfile;
}

/** @param files paths or URLs */
async function kilobytes(files: readonly string[]): Promise<{ plain: number; zipped: number }> {
  const sizes = { plain: 0, zipped: 0 };
  for (const file of files) {
    const bytes = await readFile(file.startsWith('file:') ? fileURLToPath(file) : file);
    sizes.plain += bytes.length / 1024;
    sizes.zipped += deflateRawSync(bytes).length / 1024;
  }
  return sizes;
}
