import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { checkBucketPolicy } from '#shared/generate/check-bucket-policy.ts';
import { decide, type Policies } from '#shared/policy/decide.ts';
import type { RawPolicy } from '#shared/policy/document.ts';
import { fromRaw } from '#shared/policy/parse.ts';
import { compare } from '#shared/policy/prove/compare.ts';
import type { Request } from '#shared/policy/request.ts';
import { checkCases } from '../policy/prove/check-cases.ts';
import { compareCases } from '../policy/prove/compare-cases.ts';
import { hostilePolicies } from '../policy/prove/hostile-policies.ts';
import { type Figures, measured, median } from './figures.ts';
import { policyScaling } from './policy-scaling.ts';
import { quickest } from './quickest.ts';

/** Of each task the quickest of several rounds, in which they take turns. */
function measure(
  what: string,
  aim: string,
  tasks: readonly (() => unknown)[],
  rounds: number,
  repeat = 1,
): Figures {
  const times = quickest(tasks, rounds, repeat).toSorted((one, other) => one - other);
  const at = (share: number): number =>
    times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
  return {
    [`${what}: median`]: measured(at(0.5), 'ms', undefined, aim),
    [`${what}: p99`]: measured(at(0.99), 'ms'),
  };
}

interface DecideCase {
  readonly request: Request;
  readonly policies: {
    readonly resource?: RawPolicy;
    readonly resourceKind?: NonNullable<Policies['resourceKind']>;
    readonly identity?: readonly RawPolicy[];
    readonly boundary?: RawPolicy;
    readonly session?: readonly RawPolicy[];
  };
}

function decideTasks(): (() => unknown)[] {
  const folder = new URL('../cases/decide/', import.meta.url);
  const cases: DecideCase[] = readdirSync(folder).flatMap((file) =>
    JSON.parse(readFileSync(new URL(file, folder), 'utf8')),
  );
  return cases.map(({ request, policies }) => {
    const { resource, resourceKind, identity, boundary, session } = policies;
    const parsed: Policies = {
      ...(resource ? { resource: fromRaw(resource) } : {}),
      ...(resourceKind ? { resourceKind } : {}),
      ...(identity ? { identity: identity.map((each) => fromRaw(each)) } : {}),
      ...(boundary ? { boundary: fromRaw(boundary) } : {}),
      ...(session ? { session: session.map((each) => fromRaw(each)) } : {}),
    };
    return () => decide(request, parsed);
  });
}

/** How big `shared/policy` is in one minified module, and how long that takes to load. */
async function bundle(): Promise<Figures> {
  const folder = fileURLToPath(new URL('../../shared/policy/', import.meta.url));
  const modules = ['parse', 'decide', 'canonical', 'edit', 'prove/compare', 'prove/lockout'];
  const contents = [...modules, 'prove/bucket-questions', 'prove/explain']
    .map((name) => `export * from './${name}.ts';`)
    .join('\n');
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: folder, loader: 'ts' },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'node',
    target: 'node24',
  });
  const code = outputFiles[0]?.contents ?? new Uint8Array();
  const times: number[] = [];
  for (let run = 0; run < 5; run++) {
    const file = join(tmpdir(), `policy-bench-${process.pid}-${run}.mjs`);
    writeFileSync(file, code);
    const start = performance.now();
    await import(file);
    times.push(performance.now() - start);
    rmSync(file);
  }
  const plain = { what: 'minified', value: code.byteLength / 1024 };
  return {
    'shared/policy, minified': measured(plain.value, 'KB'),
    'shared/policy, zipped': measured(gzipSync(code).byteLength / 1024, 'KB', plain, '25 KB'),
    'shared/policy: load': measured(median(times), 'ms'),
  };
}

/** Measures `check`, `compare` and `decide` on the corpora, and the size of `shared/policy`. */
export async function benchPolicy(): Promise<Figures> {
  const size = await bundle();
  const checks = checkCases();
  const [first] = checks;
  if (!first) throw new Error('no cases');
  const hostile = Object.values(hostilePolicies).map((raw) => fromRaw(raw, 'resource'));
  const anybody: Request = {
    principal: { kind: 'anonymous' },
    action: 's3:GetObject',
    resource: `arn:aws:s3:::${first.facts.bucket}/recordings/call.wav`,
  };
  const open = fromRaw({
    Statement: { Effect: 'Allow', Principal: '*', Action: 's3:*', Resource: '*' },
  });
  return {
    ...measure('decide, case corpus', 'median ≤ 0.01', decideTasks(), 5, 20),
    ...measure(
      'decide, hostile policies',
      'every one < 1',
      hostile.map((resource) => () => decide(anybody, { resource })),
      3,
      20,
    ),
    ...measure(
      'check, case corpus',
      'median ≤ 2, p99 ≤ 20',
      checks.map(
        ({ facts, policy }) =>
          () =>
            checkBucketPolicy(facts, policy),
      ),
      5,
    ),
    ...measure(
      'check, hostile policies',
      'every one < 500',
      hostile.map((policy) => () => checkBucketPolicy(first.facts, policy)),
      3,
    ),
    ...measure(
      'compare, case corpus',
      '',
      compareCases().map(
        ({ a, b }) =>
          () =>
            compare(a, b),
      ),
      5,
    ),
    ...measure(
      'compare, hostile policies',
      'every one < 500',
      hostile.map((policy) => () => compare(open, policy)),
      3,
    ),
    ...policyScaling(),
    ...size,
  };
}
