import { decide } from '../decide.ts';
import type { PolicyDocument, Statement } from '../document.ts';
import { matchesAction } from '../match.ts';
import type { Request, StatementReference } from '../request.ts';
import { seek } from './answer.ts';
import { ANYTHING } from './anything.ts';
import type { NamedPrincipal } from './bucket-world.ts';
import { type Caller, principalNamed, service } from './callers.ts';
import { type Grants, grantsTo, grantsToOutsiders } from './entrance-grants.ts';
import { type EntranceSetting, EntranceView } from './entrance-view.ts';
import type { Claim } from './formula.ts';
import type { Space } from './space.ts';

/** A role or user of the bucket's account with all policies of its own. */
export interface OwnEntrant {
  readonly principal: Required<NamedPrincipal>;
  readonly identity: readonly PolicyDocument[];
  readonly boundary?: PolicyDocument;
}

/** An AWS service, or somebody of another account, which lets it do everything. */
export type Entrant = OwnEntrant | { readonly service: string } | { readonly outsider: Caller };

/** Whether there is a request, in whatever circumstances, that gets through. */
export type Entry =
  | {
      readonly enters: true;
      /** Replayed through `decide`. */
      readonly request: Request;
      /** The Allow statements that let it through, as `decide` counts them. */
      readonly statements: readonly StatementReference[];
    }
  | { readonly enters: false }
  | { readonly enters: undefined; readonly reasons: readonly string[] };

/** Asks for one action, under one of the policies; on objects below `prefix`, by default on all. */
export type Ask = (action: string, policy: PolicyDocument | undefined, prefix?: string) => Entry;

const no: Entry = { enters: false };

/**
 * What one entrant may do in a bucket by its own policies and by each of `policies`: within an
 * account one of the two is enough, and any Deny is one too many. Conditions are met if any
 * request can meet them.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function entrance(
  setting: EntranceSetting,
  entrant: Entrant,
  policies: readonly (PolicyDocument | undefined)[],
): Ask {
  const concerned = concernedWith(setting);
  const { identity = [], boundary } = 'principal' in entrant ? entrant : {};
  const own = identity.flatMap(concerned);
  const limit = boundary && concerned(boundary);
  const caller = callerOf(setting, entrant);
  const grants = new Map(
    policies.flatMap((each) => {
      const document = each && concerned(each)[0];
      const to =
        'outsider' in entrant
          ? grantsToOutsiders(document)
          : grantsTo(caller, document, limit !== undefined);
      return each ? [[each, to]] : [];
    }),
  );
  const view = new EntranceView(setting, caller, [
    ...own,
    ...(limit ?? []),
    ...[...grants.values()].flatMap(({ document }) => document ?? []),
  ]);
  return (action, policy, prefix = '') => {
    const granted: Grants = (policy && grants.get(policy)) ?? noGrants;
    if (own.length === 0 && granted.direct.length === 0 && granted.role.length === 0) return no;
    const answer = seek(
      view.spaces(action, prefix),
      (space) => [wanted(space, action, granted, own, limit)],
      (request) => {
        const { decision, unknown = [] } = decide(request, policiesOf(entrant, policy));
        return decision === 'Allow' ? request : unknown;
      },
      view.budget,
    );
    if (answer.verdict === 'HOLDS') return no;
    if (answer.verdict === 'UNDECIDED') return { enters: undefined, reasons: answer.reasons };
    const { request } = answer.witness;
    const { statements } = decide(request, policiesOf(entrant, policy));
    return { enters: true, request, statements };
  };
}

/** What `decide` has to know to answer for an entrant. */
export const policiesOf = (entrant: Entrant, policy: PolicyDocument | undefined) => ({
  ...(policy && { resource: policy }),
  ...('principal' in entrant && {
    identity: entrant.identity,
    ...(entrant.boundary && { boundary: entrant.boundary }),
  }),
  ...('outsider' in entrant && { identity: [ANYTHING] }),
});

const noGrants: Grants = { direct: [], role: [], denies: [], document: undefined };

const having = (documents: readonly PolicyDocument[], effect: Statement['effect']): Statement[] =>
  documents.flatMap(({ statements }) => statements.filter((each) => each.effect === effect));

/** That one of the Allow statements applies which count for the caller, and no Deny. */
function wanted(
  space: Space,
  action: string,
  { direct, role, denies }: Grants,
  own: readonly PolicyDocument[],
  limit: readonly PolicyDocument[] | undefined,
) {
  const { actions } = space.target;
  const claim = (statement: Statement): Claim => space.statement(statement);
  const any = (statements: readonly Statement[]): Claim => ({ any: statements.map(claim) });
  const within: Claim = limit ? any(having(limit, 'Allow')) : true;
  return {
    holds: [
      { literal: actions.literal(actions.where((each) => each === action)) },
      { any: [any(direct), { all: [within, any([...role, ...having(own, 'Allow')])] }] },
    ],
    fails: [...denies, ...having([...own, ...(limit ?? [])], 'Deny')].map(claim),
  };
}

type Concerned = (document: PolicyDocument) => readonly PolicyDocument[];

/** Many principals share a policy. */
const memories = new WeakMap<EntranceSetting, Concerned>();

/** The statements of a document that may be about the bucket; none: the document does not matter. */
function concernedWith(setting: EntranceSetting): Concerned {
  const remembered = memories.get(setting);
  if (remembered) return remembered;
  const { partition, bucket, actions } = setting;
  const arn = `arn:${partition}:s3:::${bucket}`;
  const known = new WeakMap<PolicyDocument, readonly PolicyDocument[]>();
  const look: Concerned = (document) => {
    const statements = document.statements.filter(
      ({ action, resource }) =>
        (!resource || resource.negated || resource.patterns.some((each) => mayMeet(each, arn))) &&
        actions.some((each) => matchesAction(action.patterns, each) !== action.negated),
    );
    return statements.length > 0 ? [{ ...document, statements }] : [];
  };
  const concerned: Concerned = (document) => {
    const found = known.get(document) ?? look(document);
    known.set(document, found);
    return found;
  };
  memories.set(setting, concerned);
  return concerned;
}

/** Whether a pattern may match the bucket or something in it, by its text up to the first wildcard. */
function mayMeet(pattern: string, arn: string): boolean {
  const [literal = ''] = pattern.split(/[*?]|\$\{/, 1);
  return literal.startsWith(arn) || arn.startsWith(literal);
}

function callerOf({ partition, account }: EntranceSetting, entrant: Entrant): Caller {
  if ('service' in entrant) {
    const anyService = service(partition, []);
    const fixed = new Map(anyService.fixed).set('aws:principalservicename', entrant.service);
    return { ...anyService, fixed, texts: [], named: true };
  }
  if ('outsider' in entrant) return entrant.outsider;
  return principalNamed(partition, account, entrant.principal, new Set());
}
