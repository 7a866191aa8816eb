import type { Arn } from '#shared/connect/arn.ts';
import type { PrincipalKind } from '#shared/connect/names.ts';
import type { PolicyDocument } from '#shared/policy/document.ts';
import { type Entrant, entrance, policiesOf } from '#shared/policy/prove/entrance.ts';
import type { EntranceSetting } from '#shared/policy/prove/entrance-view.ts';
import { outsidersIn } from '#shared/policy/prove/outsiders.ts';
import { circumstances } from './circumstances.ts';
import { type AccountEntrant, statementName } from './entrants.ts';
import { doubtsInWords, type Undecided } from './impact.ts';

/** Something that somebody can do, in some circumstances at least. */
export interface OpenAction {
  readonly action: string;
  /** The statements that let it, by name. */
  readonly by: readonly string[];
  /** What it takes beside who asks: ` when aws:SourceVpce is vpce-1`; absent when nothing. */
  readonly when?: string;
}

export interface Insider {
  readonly arn: Arn;
  readonly id: string;
  readonly kind: PrincipalKind;
  readonly actions: readonly OpenAction[];
}

/** A service, or somebody of another account, as the bucket policy names it. */
export interface NamedByPolicy {
  readonly who: string;
  readonly kind: 'service' | 'outsider';
  readonly actions: readonly OpenAction[];
}

export interface WhoGetsIn {
  readonly principals: readonly Insider[];
  /** Whom the bucket policy itself lets in. */
  readonly others: readonly NamedByPolicy[];
  readonly undecided: readonly Undecided[];
}

/** Everybody who can do one of the setting's actions, by the policies as they are. */
export function whoGetsIn(
  setting: EntranceSetting,
  policy: PolicyDocument | undefined,
  entrants: readonly AccountEntrant[],
): WhoGetsIn {
  const undecided: Undecided[] = [];
  const principals = entrants.flatMap((each): readonly Insider[] => {
    const { principal, kind, entrant } = each;
    if (typeof entrant === 'string') {
      undecided.push({ arn: principal.arn, why: entrant });
      return [];
    }
    const found = openTo(entrant, each.policyNames, setting, policy);
    if (found.why !== undefined) undecided.push({ arn: principal.arn, why: found.why });
    return found.actions.length > 0 ? [{ ...principal, kind, actions: found.actions }] : [];
  });
  const named = policy ? namedBy(policy, setting) : [];
  const others = named.flatMap(({ who, kind, entrant }): readonly NamedByPolicy[] => {
    const found = openTo(entrant, [], setting, policy);
    if (found.why !== undefined) undecided.push({ arn: `${who}`, why: found.why });
    return found.actions.length > 0 ? [{ who, kind, actions: found.actions }] : [];
  });
  return { principals, others, undecided };
}

function openTo(
  entrant: Entrant,
  policyNames: readonly string[],
  setting: EntranceSetting,
  policy: PolicyDocument | undefined,
): { readonly actions: readonly OpenAction[]; readonly why?: string } {
  const ask = entrance(setting, entrant, [policy]);
  const entries = setting.actions.map((action) => ({ action, entry: ask(action, policy) }));
  const actions = entries.flatMap(({ action, entry }): readonly OpenAction[] => {
    if (!entry.enters) return [];
    const when = circumstances(entry.request, policiesOf(entrant, policy));
    const by = entry.statements.map((statement) => statementName(statement, { policyNames }));
    return [{ action, by: [...new Set(by)], ...(when !== '' && { when }) }];
  });
  const doubts = entries.flatMap(({ action, entry }) =>
    entry.enters === undefined ? [{ action, reasons: entry.reasons }] : [],
  );
  return { actions, ...(doubts.length > 0 && { why: doubtsInWords(doubts) }) };
}

function namedBy(policy: PolicyDocument, { partition, account }: EntranceSetting) {
  const services = policy.statements.flatMap(({ effect, principal }) =>
    effect === 'Allow' ? (principal?.service ?? []).filter((each) => each !== '*') : [],
  );
  return [
    ...[...new Set(services)].map((service) => ({
      who: service,
      kind: 'service' as const,
      entrant: { service },
    })),
    ...outsidersIn(policy, { partition, account }).map(({ who, caller }) => ({
      who,
      kind: 'outsider' as const,
      entrant: { outsider: caller },
    })),
  ];
}
