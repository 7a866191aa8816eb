import { generateBucketPolicy } from '#shared/generate/bucket-policy.ts';
import { checkBucketPolicy } from '#shared/generate/check-bucket-policy.ts';
import type { BaselineFacts } from '#shared/generate/facts.ts';
import type { RawPolicy, RawStatement } from '#shared/policy/document.ts';
import { fromRaw } from '#shared/policy/parse.ts';
import { facts } from '../fakes/contact-center.ts';
import { type Figures, measured, median } from './figures.ts';

const runs = 7;

function milliseconds(known: BaselineFacts, raw: RawPolicy): number {
  const policy = fromRaw(raw, 'resource');
  const times = Array.from({ length: runs }, () => {
    const begun = performance.now();
    checkBucketPolicy(known, policy);
    return performance.now() - begun;
  });
  return median(times.slice(2));
}

const withIds = (size: number): number => {
  const administrators = Array.from({ length: size }, (_, n) => ({
    arn: `arn:aws:iam::${facts.account}:role/Admin${n}` as const,
    id: `AROA${(Math.imul(n + 1, 2_654_435_761) >>> 0).toString(36).toUpperCase().padStart(17, 'Q')}`,
  }));
  const known = { ...facts, administrators };
  return milliseconds(known, generateBucketPolicy(known));
};

const own = generateBucketPolicy(facts);
const arn = `arn:aws:s3:::${facts.bucket}`;
const beside = (...statements: readonly RawStatement[]): number =>
  milliseconds(facts, { ...own, Statement: [own.Statement, statements].flat(2) } as RawPolicy);

const deny = (Resource: string | readonly string[]): RawStatement => ({
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:DeleteObject*',
  Resource,
});

/** What a policy has more and more of, beside what the guard writes. */
const dimensions = {
  ids: { sizes: [10, 50, 100, 200, 400, 700], check: withIds },
  statements: {
    sizes: [5, 10, 20, 40, 80],
    check: (size: number) =>
      beside(...Array.from({ length: size }, (_, n) => deny(`${arn}/folder-${n}/*`))),
  },
  patterns: {
    sizes: [5, 10, 20, 40, 80],
    check: (size: number) =>
      beside(deny(Array.from({ length: size }, (_, n) => `${arn}/*/part-${n}-*`))),
  },
};

/** How long `check` takes by the size of a policy, beside what it would if it grew as the size does. */
export function policyScaling(): Figures {
  const figures: Record<string, Figures[string]> = {};
  for (const [what, { sizes, check }] of Object.entries(dimensions)) {
    const [least = 1] = sizes;
    const first = check(least);
    for (const size of sizes) {
      const linear = {
        what: `${least} ${what}, as often as they fit`,
        value: (first * size) / least,
      };
      figures[`check, ${size} ${what}`] = measured(check(size), 'ms', linear);
    }
  }
  return figures;
}
