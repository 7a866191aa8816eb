import { baselineStatements, deniesPlaintext } from '#shared/generate/bucket-policy.ts';
import { checkBucketPolicy } from '#shared/generate/check-bucket-policy.ts';
import type { CheckFinding, CheckResult } from '#shared/generate/check-result.ts';
import type { BaselineFacts } from '#shared/generate/facts.ts';
import { requiredPrincipals } from '#shared/generate/required-principals.ts';
import { decide } from '#shared/policy/decide.ts';
import type { PolicyDocument, RawPolicy, RawStatement } from '#shared/policy/document.ts';
import { fromRaw } from '#shared/policy/parse.ts';
import type { Principal, Request } from '#shared/policy/request.ts';
import type { Tally } from './compare-fuzz.ts';
import { Random } from './random.ts';
import { OTHER_ROLE_ID, ROLE, ROLE_ID, randomStatement, USER, USER_ID } from './random-policy.ts';
import { randomRequest, suggested } from './random-request.ts';

const ACCOUNT = '111111111111';
const ADMIN = { arn: 'arn:aws:iam::111111111111:role/A' as const, id: 'AROACCCCCCCCCCCCCCCCC' };

export function randomFacts(random: Random): BaselineFacts {
  const article = random.chance(0.3);
  return {
    profile: article ? 'article' : 'observable',
    bucket: 'b',
    account: ACCOUNT,
    partition: 'aws',
    connectRoles: [{ arn: ROLE, id: ROLE_ID }],
    administrators: random.chance(0.5) ? [ADMIN, { arn: USER, id: USER_ID }] : [ADMIN],
    ...(random.chance(0.4)
      ? { remediator: { arn: 'arn:aws:iam::111111111111:role/G', id: 'AROADDDDDDDDDDDDDDDDD' } }
      : {}),
    auditors: article || random.chance(0.5) ? [] : [{ arn: 'arn:aws:iam::111111111111:role/W' }],
    workloads: random.chance(0.3)
      ? [
          {
            arn: 'arn:aws:iam::111111111111:role/F',
            id: 'AROAEEEEEEEEEEEEEEEEE',
            actions: ['s3:PutObject'],
          },
        ]
      : [],
    servicePrincipals: random.chance(0.3) ? ['logging.s3.amazonaws.com'] : [],
    requireTls: random.chance(0.5),
  };
}

/** The baseline with a few edits, most of which leave it nearly right. */
export function edited(random: Random, facts: BaselineFacts): RawPolicy {
  const statements = [...baselineStatements(facts)];
  for (let edits = random.pick([0, 1, 1, 1, 2, 3]); edits > 0; edits--) {
    const at = random.below(statements.length);
    const old = statements[at];
    const fresh = randomStatement(random, true, 0.7);
    if (!old || random.chance(0.1)) statements.push({ ...fresh, Sid: `Extra${statements.length}` });
    else if (random.chance(0.07) && statements.length > 1) statements.splice(at, 1);
    else statements[at] = editedStatement(random, old, fresh);
  }
  return { Version: '2012-10-17', Statement: statements };
}

function editedStatement(random: Random, old: RawStatement, fresh: RawStatement): RawStatement {
  const { Action: _a, NotAction: _n, ...rest } = old;
  const change = random.below(8);
  if (change === 0) return { ...rest, Action: ['s3:*'] };
  if (change === 1)
    return { ...rest, NotAction: random.some(['s3:GetObject', 's3:Get*', 's3:Nothing'], 2) };
  if (change === 2 && fresh.Resource && old.Resource) return { ...old, Resource: fresh.Resource };
  if (change === 3) return { ...old, Condition: { ...old.Condition, ...fresh.Condition } };
  if (change === 4 && fresh.Principal && old.Principal)
    return { ...old, Principal: fresh.Principal };
  if (change === 5 && old.Resource)
    return { ...old, Resource: ['arn:aws:s3:::b*', 'arn:aws:s3:::b/*'] };
  const renamed = Object.entries(old.Condition ?? {}).map(([operator, keys]) => {
    if (/Null|:|IfExists/.test(operator)) return [operator, keys];
    const prefix = random.pick(['', '', 'ForAnyValue:', 'ForAllValues:']);
    const suffix = random.chance(0.3) ? 'IfExists' : '';
    const shorter = Object.entries(keys).map(([key, values]) => {
      const list = [values].flat();
      const kept = list.length > 1 && random.chance(0.5) ? list.slice(1) : list;
      const more = random.chance(0.3)
        ? random.some([`${OTHER_ROLE_ID}:*`, 'AROA*', '*:s', 'x'], 2)
        : [];
      return [random.chance(0.3) ? key.toUpperCase() : key, [...kept, ...more]];
    });
    const base = random.chance(0.15) ? operator.replace('Like', 'Equals') : operator;
    return [`${prefix}${base}${suffix}`, Object.fromEntries(shorter)];
  });
  return { ...old, Condition: Object.fromEntries(renamed) };
}

const ANYTHING = fromRaw(
  { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } },
  'identity',
);

/** Whether a policy denies a request; undefined when that is open. */
function denied(policy: PolicyDocument, request: Request): boolean | undefined {
  const { decision, unknown } = decide(request, { resource: policy, identity: [ANYTHING] });
  if (decision !== 'ExplicitDeny') return false;
  return unknown ? undefined : true;
}

const listed = (facts: BaselineFacts): readonly Principal[] =>
  requiredPrincipals(facts).map(({ principal: { arn, id } }) =>
    arn.includes(':user/')
      ? { kind: 'user', arn, userId: id ?? '', account: ACCOUNT }
      : { kind: 'role', arn, userId: `${id ?? 'AROAFFFFFFFFFFFFFFFFF'}:s`, account: ACCOUNT },
  );

const strangersOnly = (facts: BaselineFacts, { arn, userId }: Principal): boolean =>
  !listed(facts).some(
    (each) => each.arn === arn || each.userId?.split(':')[0] === userId?.split(':')[0],
  );

/** Checks edited baselines and looks for requests that contradict the verdicts. */
export function fuzzCheck(seed: number, policies: number, requests: number): Tally {
  const random = new Random(seed);
  const relations: Record<string, number> = {};
  const mismatches: string[] = [];
  for (let at = 0; at < policies; at++) {
    const facts = randomFacts(random);
    const raw = edited(random, facts);
    const policy = fromRaw(raw, 'resource');
    const baseline = fromRaw({
      Version: '2012-10-17',
      Statement: baselineStatements({ ...facts, requireTls: false }),
    });
    const result = checkBucketPolicy(facts, policy);
    const kinds = result.findings.map(({ question }) => question);
    const label = [result.verdict, ...new Set(kinds)].join(' ');
    relations[label] = (relations[label] ?? 0) + 1;
    const report = (problem: string, request?: Request): void => {
      mismatches.push(JSON.stringify({ seed, at, problem, request, facts, raw, result }));
    };
    const missing = (question: CheckFinding['question']): boolean =>
      !kinds.includes(question) && !openOn(result, question);
    for (const finding of result.findings) {
      const problem = contradiction(finding, facts, baseline, policy, random);
      if (problem) report(problem);
    }
    for (let each = 0; each < requests; each++) {
      const base = randomRequest(random, true);
      const principals = listed(facts);
      const [first, ...rest] = principals;
      const principal =
        first && random.chance(0.4) ? random.pick([first, ...rest]) : base.principal;
      if (principal === base.principal && !strangersOnly(facts, principal)) continue;
      const resource = base.resource.replace(/:::bb|:::c/, ':::b');
      const plain: Request = { ...base, principal, resource, resourceAccount: ACCOUNT };
      const other = suggested(random, plain, [policy]);
      const isNamed = principal !== base.principal;
      const request =
        random.chance(0.5) && !isNamed && strangersOnly(facts, other.principal) ? other : plain;
      const byPolicy = denied(policy, request);
      if (byPolicy === false && denied(baseline, request) === true && missing('exposure')) {
        report('exposure missed', request);
      }
      const inClear = request.context?.['aws:SecureTransport'] === 'false';
      const unlocking = principal.kind === 'root' && /BucketPolicy$/.test(request.action);
      if (
        deniesPlaintext(facts) &&
        inClear &&
        byPolicy === false &&
        !unlocking &&
        missing('plaintext')
      ) {
        report('plaintext missed', request);
      }
      const outside = principal.account !== ACCOUNT;
      const service = facts.servicePrincipals.includes(principal.arn ?? '');
      const { decision } = decide(request, { resource: policy, identity: [ANYTHING] });
      if (outside && !service && decision === 'Allow' && missing('grant'))
        report('grant missed', request);
      const tls = request.context?.['aws:SecureTransport'] === 'true';
      const isConnect = principal.arn === ROLE;
      const needs = /^s3:(GetObject|PutObject|DeleteObject)$/.test(request.action);
      if (isConnect && needs && tls && byPolicy === true && missing('lockout')) {
        report('lock-out missed', request);
      }
      if (mismatches.length > 5) return { relations, mismatches };
    }
  }
  return { relations, mismatches };
}

const openOn = ({ undecided }: CheckResult, question: string): boolean =>
  undecided.some((reason) => reason.startsWith(question));

/** What is wrong with a finding, seen by `decide`. */
function contradiction(
  { question, principal, action, resource, context }: CheckFinding,
  facts: BaselineFacts,
  baseline: PolicyDocument,
  policy: PolicyDocument,
  random: Random,
): string | undefined {
  const request: Request = { principal, action, resource, resourceAccount: ACCOUNT, context };
  const byPolicy = denied(policy, request);
  if (question === 'exposure' && (byPolicy !== false || denied(baseline, request) !== true)) {
    return 'no exposure';
  }
  if (question === 'plaintext' && byPolicy !== false) return 'no plaintext';
  if (question === 'grant') {
    const { decision } = decide(request, { resource: policy, identity: [ANYTHING] });
    if (decision !== 'Allow' || principal.account === ACCOUNT) return 'no grant';
  }
  if (question !== 'lockout') return undefined;
  if (byPolicy !== true) return 'no lock-out';
  if (principal.arn === facts.connectRoles[0]?.arn) return undefined;
  for (let each = 0; each < 20; each++) {
    const other = { ...randomRequest(random, true).context, 'aws:SecureTransport': 'true' };
    if (denied(policy, { ...request, context: other }) === false) return 'not always locked out';
  }
  return undefined;
}
