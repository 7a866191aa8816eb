import type { Arn } from '#shared/connect/arn.ts';
import type { PrincipalKind } from '#shared/connect/names.ts';
import { type Entrant, entrance, policiesOf } from '#shared/policy/prove/entrance.ts';
import type { EntranceSetting } from '#shared/policy/prove/entrance-view.ts';
import { s3ActionScope } from '#shared/policy/s3-actions.ts';
import { listed } from '#shared/rules/judgements.ts';
import { circumstances } from './circumstances.ts';
import { type AccountEntrant, statementName } from './entrants.ts';
import { type Change, deciding, fateOf, type Lost, type Open } from './fate.ts';
import { type NamedAs, namedAs } from './impact-actions.ts';

/** What somebody can do now and could not do any more: a request that was replayed both ways. */
export interface LostAccess {
  readonly action: string;
  readonly resource: string;
}

/** A role or user that gets in today, and that the planned policy shuts out. */
export interface ShutOut {
  readonly arn: Arn;
  readonly id: string;
  readonly kind: PrincipalKind;
  readonly actions: readonly LostAccess[];
  /** What lets it in today, what shuts it out, and in which circumstances if not in all. */
  readonly because: string;
  /** What it would have to be named as in the settings, to keep all of it. */
  readonly nameAs: NamedAs;
  /** ISO 8601, or `never` as far as IAM remembers; absent when it was not asked. */
  readonly lastUsedS3?: string;
}

export interface Undecided {
  /** Of a role or user, of all of an account (`…:*`), or the name of a service. */
  readonly arn: string;
  readonly why: string;
}

export interface ImpactOnPrincipals {
  readonly shutOut: readonly ShutOut[];
  /** Those of whom it cannot be told, altogether or for some actions. */
  readonly undecided: readonly Undecided[];
  /** How many can do something today and lose nothing. */
  readonly keepsAccess: number;
}

/** Who of an account loses what by a change of a bucket's policy. */
export function impactOnPrincipals(
  setting: EntranceSetting,
  prefixes: readonly string[],
  change: Change,
  entrants: readonly AccountEntrant[],
): ImpactOnPrincipals {
  const shutOut: ShutOut[] = [];
  const undecided: Undecided[] = [];
  let keepsAccess = 0;
  for (const each of entrants) {
    const { arn } = each.principal;
    if (typeof each.entrant === 'string') {
      undecided.push({ arn, why: each.entrant });
      continue;
    }
    const ask = entrance(setting, each.entrant, [change.live, change.planned]);
    const fates = setting.actions.map((action) =>
      fateOf(ask, action, change, s3ActionScope(action) === 'object' ? prefixes : []),
    );
    const lost = fates.flatMap((fate) => (fate.fate === 'lost' ? [fate] : []));
    const doubts = fates.flatMap((fate) => (fate.fate === 'open' ? [fate] : []));
    if (doubts.length > 0) undecided.push({ arn, why: doubtsInWords(doubts) });
    if (lost.length > 0) shutOut.push(described(each, each.entrant, lost, change));
    else if (doubts.length === 0 && fates.some(({ fate }) => fate === 'kept')) keepsAccess++;
  }
  return { shutOut, undecided, keepsAccess };
}

/** Of which actions it cannot be told, and why. */
export const doubtsInWords = (doubts: readonly Pick<Open, 'action' | 'reasons'>[]): string =>
  `${listed(doubts.map(({ action }) => action))}: ${[...new Set(doubts.flatMap(({ reasons }) => reasons))].join('; ')}`;

function described(
  each: AccountEntrant,
  entrant: Entrant,
  lost: readonly Lost[],
  change: Change,
): ShutOut {
  const { principal, kind } = each;
  const actions = lost.map(({ request: { action, resource } }) => ({ action, resource }));
  const [first] = lost;
  return {
    arn: principal.arn,
    id: principal.id,
    kind,
    actions,
    because: first ? reason(each, entrant, first, change) : '',
    nameAs: namedAs(actions.map(({ action }) => action)),
  };
}

function reason(
  each: AccountEntrant,
  entrant: Entrant,
  { request, statements }: Lost,
  { live, planned }: Change,
): string {
  const by = statements.slice(0, 1).map((statement) => statementName(statement, each));
  const when = circumstances(request, policiesOf(entrant, live));
  return `${request.action}: allowed today by ${by.join('')}${when}, then ${deciding(request, entrant, planned)}.`;
}
