import type { PolicyDocument } from '#shared/policy/document.ts';
import type { Principal, Request } from '#shared/policy/request.ts';
import type { Random } from './random.ts';
import { OTHER_ROLE, OTHER_ROLE_ID, ROLE, ROLE_ID, USER, USER_ID } from './random-policy.ts';

const PRINCIPALS: readonly [Principal, ...Principal[]] = [
  { kind: 'role', arn: ROLE, userId: `${ROLE_ID}:s`, account: '111111111111' },
  { kind: 'role', arn: ROLE, userId: `${ROLE_ID}:t`, account: '111111111111' },
  { kind: 'role', arn: OTHER_ROLE, userId: `${OTHER_ROLE_ID}:s`, account: '222222222222' },
  {
    kind: 'role',
    arn: 'arn:aws:iam::111111111111:role/x/R',
    userId: 'AROABBBBBBBBBBBBBBBBB:s',
    account: '111111111111',
  },
  { kind: 'user', arn: USER, userId: USER_ID, account: '111111111111' },
  {
    kind: 'user',
    arn: 'arn:aws:iam::222222222222:user/u',
    userId: 'AIDABBBBBBBBBBBBBBBBB',
    account: '222222222222',
  },
  { kind: 'root', userId: '111111111111', account: '111111111111' },
  { kind: 'root', userId: '333333333333', account: '333333333333' },
  { kind: 'federated', userId: '111111111111:s', account: '111111111111' },
  { kind: 'anonymous' },
  { kind: 'service', arn: 'logging.s3.amazonaws.com' },
  { kind: 'service', arn: 'x.amazonaws.com' },
];

const BUCKET_ACTIONS = ['s3:ListBucket', 's3:GetBucketPolicy', 's3:NotYetKnown'] as const;
const OBJECT_ACTIONS = [
  's3:GetObject',
  's3:PutObject',
  's3:NotYetKnown',
  's3:DeleteObject',
] as const;
const KEYS = ['a', 'b', 'ab', 'aab', 'é', 'c/a', '\u{1f600}'] as const;

/** Text that a pattern may match, or nearly so. */
function near(random: Random, pattern: string): string {
  const text = pattern
    .replace(/\*/g, () => random.pick(['', 'x', 'ab', '*']))
    .replace(/\?/g, () => random.pick(['y', '?', 'é']));
  return random.chance(0.15) ? `${text}${random.pick(['x', '1'])}` : text;
}

const ID = /^(AROA\w{4,}:.+|AIDA\w{4,})$/s;

/** The request with texts that the policies themselves suggest. */
export function suggested(
  random: Random,
  request: Request,
  policies: readonly PolicyDocument[],
): Request {
  const statements = policies.flatMap((policy) => policy.statements);
  const [first, ...rest] = statements;
  if (!first) return request;
  const { resource, conditions } = random.pick([first, ...rest]);
  const [bucket, key] = request.resource.split('/');
  const pattern = resource?.patterns[random.below(resource.patterns.length)] ?? '*';
  const text = near(random, pattern);
  const context: Record<string, string | readonly string[]> = { ...request.context };
  let { principal } = request;
  for (const { key: name, values } of conditions) {
    const value = near(random, values[random.below(values.length)] ?? '');
    if (/^(s3:prefix|x:tags)$/.test(name)) context[name] = value;
    const fits = principal.kind === (value.startsWith('AROA') ? 'role' : 'user');
    const known = [ROLE_ID, OTHER_ROLE_ID, USER_ID].some((id) => value.startsWith(id));
    if (/^aws:userid$/i.test(name) && ID.test(value) && fits && !known) {
      principal = { ...principal, userId: value, arn: `${principal.arn}x` };
    }
  }
  const fitting = key !== undefined && text.startsWith(`${bucket}/`) && text.length > 14;
  return { ...request, principal, resource: fitting ? text : request.resource, context };
}

/** A request in the words of the random policies. */
export function randomRequest(random: Random, isResource: boolean): Request {
  const onObject = random.chance(0.6);
  const context: Record<string, string | string[]> = {};
  const maybe = (key: string, values: readonly [string, ...string[]]): void => {
    if (random.chance(0.7)) context[key] = random.pick(values);
  };
  maybe('aws:SecureTransport', ['true', 'false']);
  maybe('aws:SourceIp', ['10.0.0.1', '10.1.2.3', '11.0.0.1', '2001:db8::1', '2001:db9::1']);
  maybe('s3:max-keys', ['10', '20', '15', '0', '-5', '10.5', '100']);
  maybe('s3:prefix', ['a', 'ab', 'b', '', 'c', 'A']);
  if (random.chance(0.7)) {
    const date = random.pick([
      '2025-12-31T23:59:59Z',
      '2026-01-01T00:00:00Z',
      '2026-03-01T00:00:00Z',
      '2027-01-01T00:00:00Z',
    ]);
    context['aws:CurrentTime'] = date;
    context['aws:EpochTime'] = String(Date.parse(date) / 1000);
  }
  if (random.chance(0.7)) context['x:tags'] = random.some(['a', 'b', 'ab', '', 'c'], 3);
  const principals = isResource ? PRINCIPALS : PRINCIPALS.slice(0, 6);
  const [first, ...rest] = principals;
  return {
    principal: first ? random.pick([first, ...rest]) : PRINCIPALS[0],
    action: onObject ? random.pick(OBJECT_ACTIONS) : random.pick(BUCKET_ACTIONS),
    resource: onObject
      ? `arn:aws:s3:::${random.pick(['b', 'b', 'bb'])}/${random.pick(KEYS)}`
      : `arn:aws:s3:::${random.pick(['b', 'c'])}`,
    context,
  };
}
