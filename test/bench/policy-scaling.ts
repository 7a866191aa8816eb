import { generateBucketPolicy } from '#shared/generate/bucket-policy.ts';
import { checkBucketPolicy } from '#shared/generate/check-bucket-policy.ts';
import type { BaselineFacts } from '#shared/generate/facts.ts';
import { decide } from '#shared/policy/decide.ts';
import type { RawPolicy, RawStatement } from '#shared/policy/document.ts';
import { fromRaw } from '#shared/policy/parse.ts';
import type { Request } from '#shared/policy/request.ts';
import { facts } from '../fakes/contact-center.ts';
import { count, exponent, type Figures, measured } from './figures.ts';
import { quickest } from './quickest.ts';

interface Question {
  readonly known: BaselineFacts;
  readonly raw: RawPolicy;
}

const rounds = 9;
const own = generateBucketPolicy(facts);
const arn = `arn:aws:s3:::${facts.bucket}`;
const beside = (...statements: readonly RawStatement[]): Question => ({
  known: facts,
  raw: { ...own, Statement: [own.Statement, statements].flat(2) } as RawPolicy,
});
const deny = (Resource: string | readonly string[]): RawStatement => ({
  Effect: 'Deny',
  Principal: { AWS: `arn:aws:iam::${facts.account}:role/Uploads` },
  Action: 's3:DeleteObject*',
  Resource,
});
const many = <T>(size: number, make: (n: number) => T): T[] =>
  Array.from({ length: size }, (_, n) => make(n));

/** What a policy has more and more of, beside what the guard writes, up to S3's 20 KB or beyond. */
const dimensions: Readonly<
  Record<string, { readonly sizes: readonly number[]; make(size: number): Question }>
> = {
  ids: {
    sizes: [25, 50, 100, 200, 400, 700],
    make(size) {
      const administrators = many(size, (n) => ({
        arn: `arn:aws:iam::${facts.account}:role/Admin${n}` as const,
        id: `AROA${(Math.imul(n + 1, 2_654_435_761) >>> 0).toString(36).toUpperCase().padStart(17, 'Q')}`,
      }));
      const known = { ...facts, administrators };
      return { known, raw: generateBucketPolicy(known) };
    },
  },
  statements: {
    sizes: [5, 10, 20, 40, 80],
    make: (size) => beside(...many(size, (n) => deny(`${arn}/folder-${n}/*`))),
  },
  patterns: {
    sizes: [10, 20, 40, 80, 160],
    make: (size) => beside(deny(many(size, (n) => `${arn}/*/part-${n}-*`))),
  },
};

/** By somebody whom the further statements name, so that each of their patterns is looked at. */
const request: Request = {
  action: 's3:DeleteObject',
  resource: `${arn}/recordings/call.wav`,
  principal: {
    kind: 'role',
    arn: `arn:aws:iam::${facts.account}:role/Uploads`,
    userId: 'AROAQUPLOADSQUPLOADSQ:session',
    account: facts.account,
  },
  context: { 'aws:SecureTransport': 'true' },
};

/** How long `check` and `decide` take by the size of a policy, in which the first has the size 1. */
export function policyScaling(): Figures {
  const figures: Record<string, Figures[string]> = {};
  for (const [what, { sizes, make }] of Object.entries(dimensions)) {
    const asked = sizes.map((size) => {
      const { known, raw } = make(size);
      const policy = fromRaw(raw, 'resource');
      return { known, policy };
    });
    const results = asked.map(({ known, policy }) => checkBucketPolicy(known, policy));
    const times = {
      check: quickest(
        asked.map(
          ({ known, policy }) =>
            () =>
              checkBucketPolicy(known, policy),
        ),
        rounds,
        1,
      ),
      decide: quickest(
        asked.map(
          ({ policy: resource }) =>
            () =>
              decide(request, { resource }),
        ),
        rounds,
        50,
      ),
    };
    for (const [name, took] of Object.entries(times)) {
      for (const [at, size] of sizes.entries()) {
        const value = ((took[0] ?? 0) * size) / (sizes[0] ?? 1);
        const linear = { what: `${sizes[0]} ${what}, as often as they fit`, value };
        figures[`${name}, ${size} ${what}`] = measured(took[at] ?? 0, 'ms', linear);
      }
      const points = sizes.map((size, at) => [size, took[at] ?? 0] as const);
      const to = { what: 'linear', value: 1 };
      figures[`${name}, by ${what}: exponent`] = measured(exponent(points), '', to, '≤ 1.1');
      const end = exponent(points.slice(-2));
      figures[`${name}, by ${what}: exponent at the end`] = measured(end, '', to);
    }
    for (const [at, size] of sizes.entries()) {
      figures[`check, ${size} ${what}: steps`] = count(results[at]?.steps ?? 0, 'steps');
    }
    const undecided = results.filter(({ verdict }) => verdict === 'UNDECIDED').length;
    figures[`check, by ${what}: undecided`] = count(undecided, 'of them', '0');
  }
  return figures;
}
