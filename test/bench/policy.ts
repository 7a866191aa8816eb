import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { generateBucketPolicy } from '#shared/generate/bucket-policy.ts';
import { checkBucketPolicy } from '#shared/generate/check-bucket-policy.ts';
import type { BaselineFacts } from '#shared/generate/facts.ts';
import { decide, type Policies } from '#shared/policy/decide.ts';
import type { PolicyDocument, RawPolicy } from '#shared/policy/document.ts';
import { fromRaw } from '#shared/policy/parse.ts';
import { compare } from '#shared/policy/prove/compare.ts';
import type { Request } from '#shared/policy/request.ts';
import { checkCases } from '../policy/prove/check-cases.ts';
import { compareCases } from '../policy/prove/compare-cases.ts';
import { hostilePolicies } from '../policy/prove/hostile-policies.ts';

/** One row of the table; times in milliseconds. */
export interface PolicyMeasure {
  readonly what: string;
  readonly runs: number;
  readonly median: number;
  readonly p99: number;
  readonly aim: string;
}

export interface PolicyBench {
  readonly measures: readonly PolicyMeasure[];
  /** Of `shared/policy` in one minified ES module. */
  readonly bytes: number;
  readonly gzipBytes: number;
  readonly loadMilliseconds: number;
}

/** The time of one run of each task, several rounds after one to warm up. */
function measure(
  what: string,
  aim: string,
  tasks: readonly (() => unknown)[],
  rounds: number,
  repeat = 1,
): PolicyMeasure {
  const times: number[] = [];
  for (let round = -1; round < rounds; round++) {
    for (const task of tasks) {
      const start = performance.now();
      for (let each = 0; each < repeat; each++) task();
      if (round >= 0) times.push((performance.now() - start) / repeat);
    }
  }
  times.sort((a, b) => a - b);
  const at = (share: number): number =>
    times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
  return { what, runs: times.length, median: at(0.5), p99: at(0.99), aim };
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

function manyIds(facts: BaselineFacts): { facts: BaselineFacts; policy: PolicyDocument } {
  const administrators = Array.from({ length: 700 }, (_, at) => ({
    arn: `arn:aws:iam::${facts.account}:role/Admin${at}` as const,
    id: `AROA${(Math.imul(at + 1, 2_654_435_761) >>> 0).toString(36).toUpperCase().padStart(17, 'Q')}`,
  }));
  const all = { ...facts, administrators };
  return { facts: all, policy: fromRaw(generateBucketPolicy(all), 'resource') };
}

/** How big `shared/policy` is in one minified module, and how long that takes to load. */
async function bundle(): Promise<Pick<PolicyBench, 'bytes' | 'gzipBytes' | 'loadMilliseconds'>> {
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
  times.sort((a, b) => a - b);
  return {
    bytes: code.byteLength,
    gzipBytes: gzipSync(code).byteLength,
    loadMilliseconds: times[2] ?? 0,
  };
}

/** Measures `check`, `compare` and `decide` on the corpora, and the size of `shared/policy`. */
export async function benchPolicy(): Promise<PolicyBench> {
  const size = await bundle();
  const checks = checkCases();
  const [first] = checks;
  if (!first) throw new Error('no cases');
  const many = manyIds(first.facts);
  const hostile = Object.values(hostilePolicies).map((raw) => fromRaw(raw, 'resource'));
  const open = fromRaw({
    Statement: { Effect: 'Allow', Principal: '*', Action: 's3:*', Resource: '*' },
  });
  return {
    measures: [
      measure('decide, case corpus', 'median ≤ 0.01', decideTasks(), 5, 20),
      measure(
        'check, case corpus',
        'median ≤ 2, p99 ≤ 20',
        checks.map(
          ({ facts, policy }) =>
            () =>
              checkBucketPolicy(facts, policy),
        ),
        5,
      ),
      measure(
        'check, 700 role ids',
        '≤ 20',
        [() => checkBucketPolicy(many.facts, many.policy)],
        20,
      ),
      measure(
        'check, hostile policies',
        'every one < 500',
        hostile.map((policy) => () => checkBucketPolicy(first.facts, policy)),
        1,
      ),
      measure(
        'compare, case corpus',
        '',
        compareCases().map(
          ({ a, b }) =>
            () =>
              compare(a, b),
        ),
        5,
      ),
      measure(
        'compare, hostile policies',
        'every one < 500',
        hostile.map((policy) => () => compare(open, policy)),
        1,
      ),
    ],
    ...size,
  };
}

/** The measures as text. */
export function policyTable({ measures, bytes, gzipBytes, loadMilliseconds }: PolicyBench): string {
  const number = (value: number): string => value.toFixed(value < 1 ? 4 : 1);
  const rows = [
    ['', 'runs', 'median ms', 'p99 ms', 'aim'],
    ...measures.map(({ what, runs, median, p99, aim }) => [
      what,
      String(runs),
      number(median),
      number(p99),
      aim,
    ]),
  ];
  const widths = [0, 1, 2, 3, 4].map((at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  const lines = rows.map((row) =>
    row
      .map((cell, at) =>
        at === 0 || at === 4 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
  const size = `shared/policy: ${(bytes / 1024).toFixed(1)} KB minified (${(gzipBytes / 1024).toFixed(1)} KB gzip; aim 25), loads in ${loadMilliseconds.toFixed(1)} ms`;
  return [...lines, size].join('\n');
}
