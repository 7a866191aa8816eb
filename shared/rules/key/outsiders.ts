import type { Place } from '#shared/connect/deployment.ts';
import type { PolicyDocument, Statement } from '#shared/policy/document.ts';
import { reachOf } from './reach.ts';
import { strangersOf } from './strangers.ts';

/** How a reason calls a statement. */
export const nameOf = ({ sid, index }: Statement): string =>
  sid ? `"${sid}"` : `Statement[${index}]`;

/** Bounds what a hostile policy can cost: statements looked at. */
export interface Budget {
  left: number;
}

export interface Outsiders {
  readonly everyone?: string;
  /** By account, what it may do. */
  readonly accounts: ReadonlyMap<string, string>;
  readonly doubts: readonly string[];
}

/** Whom of other accounts one Allow lets in. */
export function outsiders(
  allow: Statement,
  document: PolicyDocument,
  key: string,
  place: Place,
  budget: Budget,
): Outsiders {
  const { principal } = allow;
  const name = nameOf(allow);
  const anybody =
    principal === undefined ||
    principal.negated ||
    principal.everyone ||
    principal.aws.includes('*') ||
    principal.service.includes('*');
  const doubts =
    (principal?.federated.length ?? 0) + (principal?.canonicalUser.length ?? 0) > 0
      ? [`whom ${name} lets in by a federated or canonical id`]
      : [];
  const accounts = new Map<string, string>();
  let everyone: string | undefined;
  for (const stranger of strangersOf(allow, document, place)) {
    const meant = anybody || principal.aws.some((entry) => accountOf(entry) === stranger.account);
    if (!meant || (stranger.anybody && everyone !== undefined)) continue;
    if (budget.left <= 0) {
      doubts.push('the policy is too long to decide');
      break;
    }
    budget.left -= document.statements.length;
    const reach = reachOf(stranger, allow, document, key);
    doubts.push(...reach.doubts);
    if (reach.actions.length === 0) continue;
    const what = `${reach.actions.slice(0, 3).join(', ')}${reach.actions.length > 3 ? ', …' : ''}`;
    if (stranger.anybody) {
      const who = principal?.negated
        ? 'everyone whom its NotPrincipal leaves out of the list'
        : 'everyone';
      everyone ??= `${name} lets ${who} ${what}. Name roles of this account, or add kms:CallerAccount ${place.account}.`;
    } else {
      accounts.set(
        stranger.account,
        `${name} lets account ${stranger.account} ${what}. Take it out, or list it under trustedAccounts.`,
      );
    }
  }
  return {
    ...(everyone !== undefined && { everyone }),
    accounts: everyone ? new Map() : accounts,
    doubts,
  };
}

const accountOf = (entry: string): string | undefined =>
  /^\d{12}$/.test(entry) ? entry : entry.split(':')[4];

/** Whether an Allow is for nobody but the account itself: IAM then decides who may what. */
export const delegates = ({ principal }: Statement, { account, partition }: Place): boolean =>
  principal !== undefined &&
  !principal.negated &&
  !principal.everyone &&
  principal.service.length + principal.federated.length + principal.canonicalUser.length === 0 &&
  principal.aws.every(
    (entry) => entry === account || entry === `arn:${partition}:iam::${account}:root`,
  );
