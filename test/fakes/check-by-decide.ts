import { principalKind } from '#shared/connect/names.ts';
import { deniesPlaintext, generateBucketPolicy } from '#shared/generate/bucket-policy.ts';
import type { CheckBucketPolicy, CheckFinding } from '#shared/generate/check-result.ts';
import { configurationReads } from '#shared/generate/configuration-reads.ts';
import type { BaselineFacts } from '#shared/generate/facts.ts';
import { decide } from '#shared/policy/decide.ts';
import type { PolicyDocument } from '#shared/policy/document.ts';
import { fromRaw } from '#shared/policy/parse.ts';
import type { Principal, Request } from '#shared/policy/request.ts';

/**
 * An oracle that shares no code with the prover: asks `decide` about each kind of principal and
 * each action that matters, one request at a time. It misses what the prover finds, never the
 * other way round.
 */
export const checkByDecide: CheckBucketPolicy = (facts, found) => {
  const policy = found ?? nothing;
  const findings = [
    ...exposures(facts, policy),
    ...lockouts(facts, policy),
    ...(deniesPlaintext(facts) ? plaintext(facts, policy) : []),
  ];
  const verdict = findings.length > 0 ? 'NON_COMPLIANT' : 'COMPLIANT';
  return { verdict, findings, undecided: [], steps: 0 };
};

const objectActions = ['s3:GetObject', 's3:PutObject', 's3:DeleteObject', 's3:GetObjectAcl'];
const bucketActions = [
  's3:ListBucket',
  's3:GetBucketPolicy',
  's3:PutBucketPolicy',
  's3:GetBucketAcl',
];

const nothing: PolicyDocument = {
  version: '2012-10-17',
  statements: [],
  source: { Statement: [] },
};

const everything = fromRaw({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Action: '*', Resource: '*' },
});

function request(
  facts: BaselineFacts,
  principal: Principal,
  action: string,
  secure = true,
): Request {
  const bucket = `arn:${facts.partition}:s3:::${facts.bucket}`;
  return {
    principal,
    action,
    resource:
      /Object/.test(action) && !/Bucket/.test(action) ? `${bucket}/connect/call.wav` : bucket,
    resourceAccount: facts.account,
    context: {
      'aws:SecureTransport': String(secure),
      ...(principal.kind === 'service' && { 'aws:SourceAccount': '999988887777' }),
    },
  };
}

const denied = (asked: Request, policy: PolicyDocument): boolean =>
  decide(asked, {
    resource: policy,
    identity: asked.principal.kind === 'anonymous' ? [] : [everything],
  }).decision === 'ExplicitDeny';

function strangers({ account, partition }: BaselineFacts): readonly Principal[] {
  const role = (owner: string, name: string): Principal => ({
    kind: 'role',
    arn: `arn:${partition}:iam::${owner}:role/${name}`,
    userId: `AROASTRANGER${name.toUpperCase()}:session`,
    account: owner,
  });
  return [
    role(account, 'analyst'),
    {
      kind: 'user',
      arn: `arn:${partition}:iam::${account}:user/data`,
      userId: 'AIDASTRANGERDATA',
      account,
    },
    { kind: 'anonymous', userId: 'anonymous' },
    role('999988887777', 'foreigner'),
  ];
}

const finding = (
  question: CheckFinding['question'],
  { principal, action, resource }: Request,
  because: string,
): CheckFinding => ({
  question,
  principal,
  action,
  resource,
  context: {},
  statements: [],
  because,
});

function exposures(facts: BaselineFacts, policy: PolicyDocument): readonly CheckFinding[] {
  const baseline = fromRaw(generateBucketPolicy(facts));
  return strangers(facts).flatMap((principal) =>
    [...objectActions, ...bucketActions].flatMap((action) => {
      const asked = request(facts, principal, action);
      if (!denied(asked, baseline) || denied(asked, policy)) return [];
      const who = principal.arn ?? principal.kind;
      return [finding('exposure', asked, `${who} can ${action}: no statement denies it.`)];
    }),
  );
}

function lockouts(facts: BaselineFacts, policy: PolicyDocument): readonly CheckFinding[] {
  const asks = (
    named: { readonly arn: string; readonly id?: string },
    actions: readonly string[],
  ) => actions.map((action) => request(facts, principalOf(facts, named), action));
  const guardActions = ['s3:GetBucketPolicy', 's3:PutBucketPolicy', 's3:DeleteBucketPolicy'];
  return [
    ...facts.connectRoles.flatMap((role) => asks(role, [...objectActions, 's3:GetBucketLocation'])),
    ...facts.administrators.flatMap((each) => asks(each, [...bucketActions, 's3:GetObject'])),
    ...(facts.remediator ? asks(facts.remediator, guardActions) : []),
    ...facts.auditors.flatMap((each) => asks(each, configurationReads(facts.partition))),
    ...facts.workloads.flatMap((each) => asks(each, each.actions)),
  ].flatMap((asked) => {
    const decision = decide(asked, { resource: policy, identity: [everything] });
    if (decision.decision !== 'ExplicitDeny') return [];
    return [
      {
        ...finding('lockout', asked, `${asked.principal.arn} may not ${asked.action}.`),
        statements: decision.statements.map(({ index }) => ({ index, why: 'denies' })),
      },
    ];
  });
}

function principalOf(
  { account }: BaselineFacts,
  { arn, id }: { readonly arn: string; readonly id?: string },
): Principal {
  const kind = principalKind(arn as `arn:${string}`) ?? 'role';
  const userId = id ?? 'AROAOBSERVER00000001';
  return { kind, arn, userId: kind === 'user' ? userId : `${userId}:session`, account };
}

function plaintext(facts: BaselineFacts, policy: PolicyDocument): readonly CheckFinding[] {
  const [role] = facts.connectRoles;
  if (!role) return [];
  const asked = request(facts, principalOf(facts, role), 's3:GetObject', false);
  return denied(asked, policy)
    ? []
    : [finding('plaintext', asked, `${role.arn} can s3:GetObject without TLS.`)];
}
