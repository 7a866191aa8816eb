import { evaluateCondition } from './conditions/evaluate.ts';
import { allOf, not, type Outcome } from './conditions/outcome.ts';
import { type Context, contextOf } from './context.ts';
import type { PatternElement, PolicyDocument, Statement } from './document.ts';
import { arnSegments, compileGlobs, globMatches, matchesAction } from './match.ts';
import { type Caller, callerOf, type Naming, principalCovers } from './principals.ts';
import type { Decision, Request, StatementReference } from './request.ts';
import { hasVariable, matchesResourceWithVariables } from './variables.ts';

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
}

/** What the statements of one kind of policy say about a request. */
interface Findings {
  readonly denies: readonly Match[];
  readonly doubtfulDenies: readonly Match[];
  readonly allows: readonly Match[];
  readonly doubts: readonly string[];
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
  const owner = resourceAccount(request);
  const context = contextOf(request, owner);
  const caller = callerOf(request, context.get('aws:federatedprovider')?.[0]);
  const look = (
    policy: StatementReference['policy'],
    documents: readonly PolicyDocument[] | undefined = [],
  ): Findings => inspect(policy, documents, request, context, caller);

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
    const doubts = all.flatMap((findings) => findings.doubts);
    return {
      decision: 'ExplicitDeny',
      statements: references(doubtful),
      unknown: distinct(doubts),
    };
  }
  const limited = [
    ...(policies.boundary && !isRoot ? [boundary] : []),
    ...(policies.session?.length ? [session] : []),
  ];
  const within = limited.every((findings) => findings.allows.length > 0);
  const granted = grants(request, policies, owner, resource.allows, identity.allows, within);
  if (granted) return { decision: 'Allow', statements: references(granted) };
  const doubts = distinct(all.flatMap((findings) => findings.doubts));
  const open = owner === undefined ? ['whose resource it is', ...doubts] : doubts;
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
  const gated = resourceKind === 'key' || resourceKind === 'role-trust';
  if (kind === 'anonymous' && gated) return undefined;
  const byTrust = kind === 'federated' && resourceKind === 'role-trust';
  if (kind === 'anonymous' || kind === 'service' || byTrust) return unlessEmpty(direct);
  if (kind === 'root') {
    const own = owner === account && !gated;
    // AWS refuses AssumeRole to every root user; only key policies must name root to let it in.
    if (!within || resourceKind === 'role-trust') return undefined;
    return own ? direct : unlessEmpty(direct);
  }
  // Without a session policy a federated user has only what resources grant it.
  const own = within && !(kind === 'federated' && session.length === 0) ? identity : [];
  if (owner !== account)
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
  request: Request,
  context: Context,
  caller: Caller,
): Findings {
  const denies: Match[] = [];
  const doubtfulDenies: Match[] = [];
  const allows: Match[] = [];
  const doubts: string[] = [];
  for (const [policyIndex, document] of documents.entries()) {
    for (const statement of document.statements) {
      const { outcome, naming } = statementApplies(statement, document, request, context, caller);
      if (outcome === false) continue;
      const { index, sid, effect } = statement;
      const which = documents.length > 1 ? { policyIndex } : {};
      const reference = { policy, ...which, index, ...(sid === undefined ? {} : { sid }) };
      if (outcome !== true) doubts.push(`${policy} policy, statement ${index}: ${outcome.unknown}`);
      if (effect === 'Deny')
        (outcome === true ? denies : doubtfulDenies).push({ reference, naming });
      else if (outcome === true) allows.push({ reference, naming });
    }
  }
  return { denies, doubtfulDenies, allows, doubts };
}

/** Whether a statement's elements all cover the request, and under which name its caller. */
function statementApplies(
  statement: Statement,
  { version }: PolicyDocument,
  request: Request,
  context: Context,
  caller: Caller,
): { readonly outcome: Outcome; readonly naming?: Naming | undefined } {
  const { action, resource, conditions } = statement;
  if (matchesAction(action.patterns, request.action) === action.negated) return { outcome: false };
  const { covers, naming } = principalCovers(statement, caller);
  if (covers === false) return { outcome: false };
  const covered = resource ? resourceCovers(resource, version, request.resource, context) : true;
  if (covered === false) return { outcome: false };
  const holds = allOf(conditions, (each) => evaluateCondition(each, version, context));
  return { outcome: allOf([covers, covered, holds], (outcome) => outcome), naming };
}

function resourceCovers(
  { patterns, negated }: PatternElement,
  version: PolicyDocument['version'],
  resource: string,
  context: Context,
): Outcome {
  const matched =
    version === '2012-10-17' && patterns.some(hasVariable)
      ? matchesResourceWithVariables(patterns, resource, context)
      : compileGlobs(patterns).some((glob) => globMatches(glob, resource));
  return negated ? not(matched) : matched;
}

function resourceAccount({ resource, resourceAccount, principal }: Request): string | undefined {
  if (resourceAccount !== undefined) return resourceAccount;
  if (resource === '*') return principal.account;
  return arnSegments(resource)?.[4] || undefined;
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
): boolean => resourceKind === 'bucket' && owner === principal.account && UNLOCKING.test(action);

const references = (matches: readonly Match[]): StatementReference[] =>
  matches.map(({ reference }) => reference);

const distinct = (texts: readonly string[]): string[] => [...new Set(texts)];
