import type { PolicyDocument } from './document.ts';
import type { Naming } from './principals.ts';
import type { Decision, Request, StatementReference } from './request.ts';
import { type Situation, situationOf, statementApplies } from './statement.ts';

/** Every policy that has a say in one request. */
export interface Policies {
  /** The policy of the resource: of the bucket, the key, the function, or the role's trust policy. */
  readonly resource?: PolicyDocument;
  /** What the resource is; `bucket` when not given. */
  readonly resourceKind?: 'bucket' | 'key' | 'role-trust' | 'function';
  /** All policies of the caller: of the user and its groups, or of the role. */
  readonly identity?: readonly PolicyDocument[];
  /** The caller's permissions boundary. */
  readonly boundary?: PolicyDocument;
  /** Policies passed when the session was made; absent and empty: none were passed. */
  readonly session?: readonly PolicyDocument[];
}

interface Match {
  readonly reference: StatementReference;
  readonly naming: Naming | undefined;
  /** Why it is not certain that the statement applies. */
  readonly doubt?: string;
}

/** What the statements of one kind of policy say about a request. */
interface Findings {
  readonly denies: readonly Match[];
  readonly doubtfulDenies: readonly Match[];
  readonly allows: readonly Match[];
  readonly doubtfulAllows: readonly Match[];
}

/**
 * Decides one request. What lies outside the model counts to the safe side of an enforcer: an
 * unknown in a Deny as matching, in an Allow as not matching; `unknown` says so whenever the
 * decision rests on it. Without `resourceAccount` the account is read from the resource's ARN;
 * when that has none, the resource counts as another account's.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html
 */
export function decide(request: Request, policies: Policies): Decision {
  const situation = situationOf(request, policies.boundary !== undefined);
  const owner = situation.resourceAccount;
  const look = (
    policy: StatementReference['policy'],
    documents: readonly PolicyDocument[] | undefined = [],
  ): Findings => inspect(policy, documents, situation);

  const isRoot = request.principal.kind === 'root';
  const unlocks = isRoot && unlocksBucketPolicy(request, policies, owner);
  const resource = look('resource', policies.resource && !unlocks ? [policies.resource] : []);
  const identity = look('identity', isRoot ? [] : policies.identity);
  const boundary = look('boundary', isRoot || !policies.boundary ? [] : [policies.boundary]);
  const session = look('session', policies.session);
  const all = [resource, identity, boundary, session];

  const denies = all.flatMap((findings) => findings.denies);
  if (denies.length > 0) return { decision: 'ExplicitDeny', statements: references(denies) };
  const doubtful = all.flatMap((findings) => findings.doubtfulDenies);
  if (doubtful.length > 0) {
    return {
      decision: 'ExplicitDeny',
      statements: references(doubtful),
      unknown: doubts(doubtful),
    };
  }
  const limited = [
    ...(policies.boundary && !isRoot ? [boundary] : []),
    ...(policies.session?.length ? [session] : []),
  ];
  const grantedBy = (allowsOf: (findings: Findings) => readonly Match[]) => {
    const within = limited.every((findings) => allowsOf(findings).length > 0);
    return grants(request, policies, owner, allowsOf(resource), allowsOf(identity), within);
  };
  const granted = grantedBy(({ allows }) => allows);
  if (granted) return { decision: 'Allow', statements: references(granted) };
  const perhaps = grantedBy(({ allows, doubtfulAllows }) => [
    ...allows,
    ...doubtfulAllows.map((match) => ({ ...match, naming: match.naming ?? 'direct' })),
  ]);
  const missed = perhaps ? doubts(all.flatMap((findings) => findings.doubtfulAllows)) : [];
  const open = owner === undefined ? ['whose resource it is', ...missed] : missed;
  return {
    decision: 'ImplicitDeny',
    statements: [],
    ...(open.length > 0 ? { unknown: open } : {}),
  };
}

/**
 * The Allow statements that together grant the request; undefined when they do not. `within` says
 * whether the boundary and the session policies allow it too.
 */
function grants(
  { principal }: Request,
  { resourceKind = 'bucket', session = [] }: Policies,
  owner: string | undefined,
  resource: readonly Match[],
  identity: readonly Match[],
  within: boolean,
): readonly Match[] | undefined {
  const { kind, account } = principal;
  const named = (naming: Naming): readonly Match[] => resource.filter((m) => m.naming === naming);
  const direct = named('direct');
  const sameAccount = owner !== undefined && owner === account;
  const gated = resourceKind === 'key' || resourceKind === 'role-trust';
  if (kind === 'anonymous' && gated) return undefined;
  const byTrust = kind === 'federated' && resourceKind === 'role-trust';
  if (kind === 'anonymous' || kind === 'service' || byTrust) return unlessEmpty(direct);
  if (kind === 'root') {
    const own = sameAccount && !gated;
    // AWS refuses AssumeRole to every root user; only key policies must name root to let it in.
    if (!within || resourceKind === 'role-trust') return undefined;
    return own ? direct : unlessEmpty(direct);
  }
  // Without a session policy a federated user has only what resources grant it.
  const own = within && !(kind === 'federated' && session.length === 0) ? identity : [];
  if (!sameAccount)
    return own.length > 0 && resource.length > 0 ? [...resource, ...own] : undefined;
  const delegation = gated ? named('account') : [];
  const byIdentity = !gated || delegation.length > 0 ? own : [];
  const byDelegation = byIdentity.length > 0 ? delegation : [];
  return unlessEmpty([...direct, ...(within ? named('role') : []), ...byDelegation, ...byIdentity]);
}

const unlessEmpty = (matches: readonly Match[]): readonly Match[] | undefined =>
  matches.length > 0 ? matches : undefined;

function inspect(
  policy: StatementReference['policy'],
  documents: readonly PolicyDocument[],
  situation: Situation,
): Findings {
  const denies: Match[] = [];
  const doubtfulDenies: Match[] = [];
  const allows: Match[] = [];
  const doubtfulAllows: Match[] = [];
  for (const [policyIndex, document] of documents.entries()) {
    for (const statement of document.statements) {
      const { outcome, naming } = statementApplies(statement, document.version, situation);
      if (outcome === false) continue;
      const { index, sid, effect } = statement;
      const which = documents.length > 1 ? { policyIndex } : {};
      const reference = { policy, ...which, index, ...(sid === undefined ? {} : { sid }) };
      if (outcome === true) {
        (effect === 'Deny' ? denies : allows).push({ reference, naming });
      } else {
        const doubt = `${policy} policy, statement ${index + 1}: ${outcome.unknown}`;
        (effect === 'Deny' ? doubtfulDenies : doubtfulAllows).push({ reference, naming, doubt });
      }
    }
  }
  return { denies, doubtfulDenies, allows, doubtfulAllows };
}

const UNLOCKING = /^s3:(Get|Put|Delete)BucketPolicy$/i;

/**
 * Root of the owning account can always get, put and delete a bucket's policy.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies.html
 */
const unlocksBucketPolicy = (
  { action, principal }: Request,
  { resourceKind = 'bucket' }: Policies,
  owner: string | undefined,
): boolean =>
  resourceKind === 'bucket' &&
  owner !== undefined &&
  owner === principal.account &&
  UNLOCKING.test(action);

const references = (matches: readonly Match[]): StatementReference[] =>
  matches.map(({ reference }) => reference);

const doubts = (matches: readonly Match[]): string[] => [
  ...new Set(matches.flatMap(({ doubt }) => doubt ?? [])),
];
