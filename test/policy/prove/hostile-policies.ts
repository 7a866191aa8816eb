import type { RawPolicy, RawStatement } from '#shared/policy/document.ts';

const BUCKET = 'arn:aws:s3:::amazon-connect-0123456789ab';
const LETTERS = 'abcdefghijklmnopqrstuvwxyz';

const deny = (more: Partial<RawStatement>): RawStatement => ({
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:*',
  Resource: [BUCKET, `${BUCKET}/*`],
  ...more,
});

const many = <T>(count: number, make: (at: number) => T): T[] =>
  Array.from({ length: count }, (_, at) => make(at));

/** `*a*b*c*d*`, `*b*c*d*e*`, …: their product has a state for nearly every subset of letters. */
const tangled = (count: number): string[] =>
  many(count, (at) => `*${[...LETTERS.slice(at, at + 4)].join('*')}*`);

const statements: Readonly<Record<string, RawStatement[]>> = {
  'tangled resources': [deny({ Resource: tangled(10) })],
  'tangled user ids': [deny({ Condition: { StringNotLike: { 'aws:userId': tangled(10) } } })],
  'a tangled prefix in each statement': tangled(12).map((prefix) =>
    deny({ Condition: { StringLike: { 's3:prefix': prefix } } }),
  ),
  'a tangled resource in each statement': tangled(12).map((key) =>
    deny({ Resource: `${BUCKET}/${key}` }),
  ),
  'long runs of question marks': [
    deny({
      Condition: {
        StringNotLike: { 'aws:userId': [`*${'?'.repeat(60)}a*`, `*a${'?'.repeat(200)}`] },
      },
    }),
  ],
  'patterns that fail late': [
    deny({
      Resource: many(20, (at) => `${BUCKET}/*${'a'.repeat(at + 20)}*${'b'.repeat(200)}*`),
    }),
  ],
  'a key of its own in each of 120 statements': many(120, (at) =>
    deny({ Condition: { StringEquals: { [`aws:RequestTag/k${at}`]: 'v' } } }),
  ),
  'three conditions in a ring': many(60, (at) =>
    deny({
      Condition: {
        StringEquals: { [`x:k${at}`]: 'v' },
        StringNotEquals: { [`x:k${(at + 1) % 60}`]: 'v' },
        Bool: { 'aws:SecureTransport': at % 2 === 0 },
      },
    }),
  ),
  'set operators on one key in 40 statements': many(40, (at) =>
    deny({
      Condition: {
        [at % 2 ? 'ForAllValues:StringLike' : 'ForAnyValue:StringNotLike']: {
          'aws:TagKeys': [`a${at}*`, `*${at}`],
        },
      },
    }),
  ),
  '200 tangled actions': [
    deny({
      Action: many(200, (at) => `s3:*${LETTERS.charAt(at % 26)}*${LETTERS.charAt((at * 7) % 26)}*`),
    }),
  ],
  '300 principals of 300 accounts': [
    deny({
      Principal: { AWS: many(300, (at) => `arn:aws:iam::${100_000_000_000 + at}:role/r${at}`) },
    }),
  ],
  '100 patterns of accounts': [
    deny({
      Condition: { StringNotLike: { 'aws:PrincipalAccount': many(100, (at) => `*${at}*`) } },
    }),
  ],
  '150 numbers': many(150, (at) => deny({ Condition: { NumericLessThan: { 's3:max-keys': at } } })),
  '100 networks': many(100, (at) =>
    deny({ Condition: { NotIpAddress: { 'aws:SourceIp': `10.${at}.0.0/16` } } }),
  ),
  'odd characters': [
    deny({
      Condition: {
        StringNotLike: { 'aws:userId': ['a\nb:*', '*', 'x:\u{1f600}?*', '::*:', '\ud800'] },
        StringEquals: { 's3:prefix': ['\n', '\u{1f600}', ':', '*', ''] },
      },
      Resource: [`${BUCKET}/a\nb`, `${BUCKET}/\u{1f600}?`, `${BUCKET}/:*:`],
    }),
  ],
  '700 role ids': [
    deny({
      Condition: {
        StringNotLike: {
          'aws:userId': many(700, (at) => `AROA${String(at * 7919).padStart(17, 'Q')}:*`),
        },
      },
    }),
  ],
};

/** Policies that are as hard to reason about as 20 KB allow, by what is hard. */
export const hostilePolicies: Readonly<Record<string, RawPolicy>> = Object.fromEntries(
  Object.entries(statements).map(([name, Statement]) => [
    name,
    { Version: '2012-10-17', Statement },
  ]),
);
