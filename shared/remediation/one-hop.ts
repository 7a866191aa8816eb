import { parseArn } from '#shared/connect/arn.ts';
import type { Place } from '#shared/connect/deployment.ts';
import type { ConnectInstance, IamPrincipal } from '#shared/connect/inventory.ts';
import { matchesAction } from '#shared/policy/match.ts';
import { type Question, reach } from '#shared/rules/administrator/reach.ts';
import { type AccountEntrant, nameOf, statementName } from './entrants.ts';
import {
  emergencyLogin,
  guardCode,
  type Hop,
  isServiceLinked,
  type Target,
  trustOf,
  type Way,
  waysInto,
} from './hop-ways.ts';
import type { Undecided } from './impact.ts';

export interface HopFacts {
  readonly place: Place;
  /** The instances that use the bucket. */
  readonly instances: readonly ConnectInstance[];
  /** Those who get in. */
  readonly inside: ReadonlySet<string>;
}

/** Hops, and the roles of which it cannot be told who may assume them. */
export interface Hops {
  readonly hops: readonly Hop[];
  readonly undecided: readonly Undecided[];
}

/** The steps that bring those who are outside of a bucket to somebody who is inside, or to the recordings. */
export function oneHopAway(
  { place, instances, inside }: HopFacts,
  entrants: readonly AccountEntrant[],
): Hops {
  const targets = entrants
    .filter(({ principal }) => inside.has(principal.arn))
    .map((each): Target => ({ ...each, trustRead: trustOf(each) }));
  const ways = [
    ...targets.flatMap((target) => waysInto(target, place)),
    ...guardCode(place),
    ...instances.map((instance) => emergencyLogin(instance, place)),
  ];
  const hops = entrants
    .filter(({ principal: { arn } }) => !inside.has(arn) && !isServiceLinked(arn))
    .flatMap((each) => hopsOf(each, ways));
  return {
    hops: [...hops, ...targets.flatMap((target) => strangersTrusted(target, place))],
    undecided: targets.flatMap(({ principal, trustRead }) =>
      typeof trustRead === 'string' ? [{ arn: principal.arn, why: trustRead }] : [],
    ),
  };
}

function hopsOf(each: AccountEntrant, ways: readonly Way[]): readonly Hop[] {
  const { principal, entrant } = each;
  if (typeof entrant === 'string') return [];
  const own = entrant.identity.flatMap(({ statements }) => statements);
  const names = (action: string): boolean =>
    own.some((statement) => {
      const { patterns, negated } = statement.action;
      return statement.effect === 'Allow' && matchesAction(patterns, action) !== negated;
    });
  const named = new Map<string, boolean>();
  const mayName = (action: string): boolean => {
    const known = named.get(action) ?? names(action);
    named.set(action, known);
    return known;
  };
  return ways.flatMap(({ way, target, question, policy }): readonly Hop[] => {
    if (!isNamed(question, principal) && !question.actions.some(mayName)) return [];
    const answer = reach(principal, entrant, question);
    if (answer.state === 'no') return [];
    const hop = { who: principal.arn, way, target };
    if (answer.state === 'maybe') {
      return [{ ...hop, action: answer.action, by: [], perhaps: answer.because }];
    }
    const by = answer.statements.map((statement) => statementName(statement, each, policy));
    return [{ ...hop, action: answer.request.action, by: [...new Set(by)] }];
  });
}

/** Whether the resource's own policy may let somebody in without a policy of its own. */
const isNamed = ({ resourcePolicy }: Question, { arn, id }: IamPrincipal): boolean =>
  (resourcePolicy?.statements ?? []).some(
    ({ principal, effect }) =>
      effect === 'Allow' &&
      (principal?.everyone ||
        principal?.negated ||
        principal?.aws.some(
          (entry) =>
            entry === '*' || entry === arn || entry === id || entry.includes(`/${nameOf(arn)}/`),
        )),
  );

/** Other accounts and identity providers that a role trusts. */
function strangersTrusted(
  { principal: { arn }, trustRead }: Target,
  { account }: Place,
): readonly Hop[] {
  if (trustRead === undefined || typeof trustRead === 'string') return [];
  return trustRead.statements.flatMap(({ principal, effect, sid, index }): readonly Hop[] => {
    if (effect !== 'Allow' || !principal) return [];
    const reference = { policy: 'resource', index, ...(sid !== undefined && { sid }) } as const;
    const by = [statementName(reference, { policyNames: [] }, 'the trust policy')];
    const strangers = [
      ...(principal.everyone ? ['everyone'] : []),
      ...principal.aws.filter((entry) => isForeign(entry, account)),
      ...principal.federated,
    ];
    const way = 'may assume';
    return strangers.map((who) => ({ who, way, target: arn, action: 'sts:AssumeRole', by }));
  });
}

/** An account, or the ARN of a principal in one; a unique id (`AROA…`) is one of the own account. */
function isForeign(entry: string, account: string): boolean {
  const owner = entry.startsWith('arn:') ? parseArn(entry).account : entry;
  return owner !== account && (owner === '*' || /^\d{12}$/.test(owner));
}
