import type { RawPolicy, RawPrincipal, RawStatement } from '#shared/policy/document.ts';
import type { Random } from './random.ts';

/** What random policies are made of: few words, so that statements often meet. */
const ACTIONS = [
  ...['s3:GetObject', 's3:PutObject', 's3:ListBucket', 's3:GetBucketPolicy', 'S3:getobject'],
  ...['s3:Get*', 's3:*', 's3:*Object', 's3:?etObject', '*', 's3:Put*', 's3:NotYetKnown'],
] as const;

const RESOURCES = [
  ...['arn:aws:s3:::b', 'arn:aws:s3:::b/*', 'arn:aws:s3:::b/a*', 'arn:aws:s3:::b/a', '*'],
  ...['arn:aws:s3:::b*', 'arn:aws:s3:::b/?', 'arn:aws:s3:::b/*b', 'arn:aws:s3:::*/a'],
  ...['arn:aws:s3:::b/${aws:username}', "arn:aws:s3:::b/${aws:username, 'a'}*"],
] as const;

export const ROLE = 'arn:aws:iam::111111111111:role/R';
export const OTHER_ROLE = 'arn:aws:iam::222222222222:role/S';
export const USER = 'arn:aws:iam::111111111111:user/p/U';
export const ROLE_ID = 'AROAAAAAAAAAAAAAAAAA1';
export const OTHER_ROLE_ID = 'AROAAAAAAAAAAAAAAAAA2';
export const USER_ID = 'AIDAAAAAAAAAAAAAAAAA1';

const AWS_PRINCIPALS = [
  ...[ROLE, OTHER_ROLE, USER, '111111111111', 'arn:aws:iam::222222222222:root', '*', ROLE_ID],
  'arn:aws:sts::111111111111:assumed-role/R/s',
] as const;

type Values = readonly [string, ...string[]];

const TEXT: Readonly<Record<string, Values>> = {
  'aws:userid': [
    '*',
    ...[`${ROLE_ID}:*`, `${OTHER_ROLE_ID}:*`, USER_ID, 'AROA*', `${ROLE_ID}:s`, '111111111111'],
    ...['*:s', 'anonymous', 'AROAAAAAAAAAAAAAAAAA?:*'],
  ],
  'aws:PrincipalArn': [ROLE, OTHER_ROLE, USER, 'arn:aws:iam::*:role/*', 'arn:aws:iam::1*:*', '*R'],
  'aws:PrincipalAccount': ['111111111111', '222222222222', '1*'],
  'aws:PrincipalType': ['User', 'AssumedRole', 'A*'],
  'aws:username': ['U', '?', 'u'],
  'aws:PrincipalServiceName': ['logging.s3.amazonaws.com', '*.s3.amazonaws.com'],
  's3:prefix': ['a', 'a*', 'b', '', '*b', 'A', 'ab', '${aws:username}', '${s3:prefix}*', '${*}'],
  'x:tags': ['a', 'b', 'a*', '?', ''],
  'aws:SecureTransport': ['true', 'false'],
};

const MULTIVALUED = 'x:tags';

const TEXT_OPERATORS = [
  ...['StringEquals', 'StringNotEquals', 'StringLike', 'StringNotLike'],
  ...['StringEqualsIgnoreCase', 'StringNotEqualsIgnoreCase'],
] as const;

function condition(random: Random): readonly [operator: string, key: string, values: Values] {
  const kind = random.below(10);
  const not = (positive: string, negative: string): string =>
    random.chance(0.5) ? positive : negative;
  const ordered = [
    'LessThan',
    'LessThanEquals',
    'GreaterThan',
    'GreaterThanEquals',
    'Equals',
    'NotEquals',
  ];
  const relation = ordered[random.below(ordered.length)];
  if (kind === 0) return ['Bool', 'aws:SecureTransport', [random.pick(['true', 'false'])]];
  if (kind === 1) {
    const ranges: Values = ['10.0.0.0/8', '10.1.0.0/16', '2001:db8::/32', '10.0.0.1', '0.0.0.0/0'];
    return [not('IpAddress', 'NotIpAddress'), 'aws:SourceIp', random.some(ranges, 2)];
  }
  if (kind === 2) {
    return [`Numeric${relation}`, 's3:max-keys', [random.pick(['10', '20', '10.5', '0', '-1'])]];
  }
  if (kind === 3) {
    const dates: Values = ['2026-01-01', '2026-01-01T00:00:00Z', '2026-06-01', '1767225600'];
    const key = random.chance(0.5) ? 'aws:CurrentTime' : 'aws:EpochTime';
    return [`Date${relation}`, key, [random.pick(dates)]];
  }
  const keys = Object.keys(TEXT);
  const key = random.chance(0.25) ? MULTIVALUED : (keys[random.below(keys.length)] ?? MULTIVALUED);
  if (kind === 4) return ['Null', key, [random.pick(['true', 'false'])]];
  if (kind === 5) {
    const arns: Values = [
      ROLE,
      'arn:aws:iam::*:role/*',
      'arn:aws:iam::1*:user/*',
      'arn:*:*:*:*:*R',
    ];
    return [not('ArnLike', 'ArnNotLike'), 'aws:PrincipalArn', random.some(arns, 2)];
  }
  return [random.pick(TEXT_OPERATORS), key, random.some(TEXT[key] ?? ['a'], 3)];
}

function conditions(random: Random): RawStatement['Condition'] {
  const all: Record<string, Record<string, string[]>> = {};
  const count = random.pick([0, 0, 1, 1, 1, 2, 2, 3]);
  for (let index = 0; index < count; index++) {
    const [base, key, values] = condition(random);
    const set = random.chance(key === MULTIVALUED ? 0.7 : 0.1)
      ? random.pick(['ForAllValues:', 'ForAnyValue:'])
      : '';
    const ifExists = base !== 'Null' && random.chance(0.15) ? 'IfExists' : '';
    const operator = `${base === 'Null' ? '' : set}${base}${ifExists}`;
    all[operator] = { ...all[operator], [key]: [...values] };
  }
  return all;
}

function principal(random: Random): { Principal: RawPrincipal } | { NotPrincipal: RawPrincipal } {
  if (random.chance(0.45)) return { Principal: '*' };
  const aws = { AWS: random.some(AWS_PRINCIPALS, 3) };
  if (random.chance(0.07)) return { NotPrincipal: aws };
  if (random.chance(0.2)) return { Principal: { Service: 'logging.s3.amazonaws.com' } };
  return { Principal: aws };
}

export function randomStatement(random: Random, isResource: boolean, deny: number): RawStatement {
  const actions = random.some(ACTIONS, 3);
  const resources = random.some(RESOURCES, 3);
  const Condition = conditions(random);
  return {
    Effect: random.chance(deny) ? 'Deny' : 'Allow',
    ...(isResource ? principal(random) : {}),
    ...(random.chance(0.15) ? { NotAction: actions } : { Action: actions }),
    ...(random.chance(0.15) ? { NotResource: resources } : { Resource: resources }),
    ...(Condition && Object.keys(Condition).length > 0 ? { Condition } : {}),
  };
}

export function randomPolicy(random: Random, isResource: boolean, deny = 0.4): RawPolicy {
  const count = random.pick([1, 1, 2, 2, 3]);
  return {
    Version: random.chance(0.9) ? '2012-10-17' : '2008-10-17',
    Statement: Array.from({ length: count }, () => randomStatement(random, isResource, deny)),
  };
}

/** A policy that differs in one statement, so that the two are often equal or nearly so. */
export function relative(random: Random, policy: RawPolicy, isResource: boolean): RawPolicy {
  const statements = [policy.Statement].flat();
  const at = random.below(statements.length);
  const fresh = randomStatement(random, isResource, 0.4);
  const old = statements[at] ?? fresh;
  const change = random.below(6);
  const Statement =
    change === 0
      ? statements.toReversed()
      : change === 1
        ? [...statements, fresh]
        : change === 2
          ? statements.with(at, { ...old, Condition: fresh.Condition ?? {} })
          : change === 3 && statements.length > 1
            ? statements.toSpliced(at, 1)
            : change === 4 && old.Resource !== undefined
              ? statements.with(at, { ...old, Resource: fresh.Resource ?? old.Resource })
              : statements.with(at, fresh);
  return { ...policy, Statement };
}
