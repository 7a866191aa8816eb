import type { Arn } from '#shared/connect/arn.ts';
import type { BucketLogging } from '#shared/connect/bucket-configuration.ts';
import type { BucketReplication, BucketStack } from '#shared/connect/bucket-neighbours.ts';
import type { BucketDelivery } from '#shared/connect/bucket-use.ts';
import type { Fact, Unreadable } from '#shared/connect/fact.ts';
import { type Entrant, entrance } from '#shared/policy/prove/entrance.ts';
import { listed, told } from '#shared/rules/judgements.ts';
import { type AccountEntrant, type BucketPlace, entranceSetting, nameOf } from './entrants.ts';
import { type Change, deciding, fateOf } from './fate.ts';
import {
  delivers,
  kindOfService,
  manages,
  replicatesFrom,
  replicatesTo,
  serves,
} from './neighbour-needs.ts';

/** Something that works on a bucket by arrangement, and goes quiet when it is shut out. */
export interface Neighbour {
  readonly kind: 'replication' | 'firehose' | 'logs' | 'inventory' | 'cloudformation' | 'service';
  /** A role, a service principal, or a stack. */
  readonly who: string;
  readonly effect: 'goes on' | 'would be shut out' | 'is shut out already' | 'cannot tell';
  readonly because: string;
}

export interface NeighbourFacts {
  readonly replication: Fact<BucketReplication>;
  /** The other buckets that are known: what they bring here. */
  readonly others: readonly {
    readonly bucket: string;
    readonly replication: Fact<BucketReplication>;
    readonly logging: Fact<BucketLogging>;
  }[];
  readonly deliveries: readonly BucketDelivery[];
  /** Why there may be others. */
  readonly unseenDeliveries: readonly Unreadable[];
  readonly stack: Fact<BucketStack>;
}

type Effect = Pick<Neighbour, 'effect' | 'because'>;

const cannotTell = (because: string): Effect => ({ effect: 'cannot tell', because });

/** What a change of its policy does to everything that works on a bucket by arrangement. */
export function effectOnNeighbours(
  place: BucketPlace,
  change: Change,
  facts: NeighbourFacts,
  entrants: readonly AccountEntrant[],
): readonly Neighbour[] {
  const byArn = new Map(entrants.map((each) => [each.principal.arn, each.entrant]));
  const effectOn = (entrant: Entrant, actions: readonly string[]): Effect => {
    const ask = entrance(entranceSetting(place, [], actions), entrant, [
      change.live,
      change.planned,
    ]);
    const fates = actions.map((action) => fateOf(ask, action, change));
    const lost = fates.find((each) => each.fate === 'lost');
    if (lost?.fate === 'lost') {
      const because = `it needs ${lost.request.action}, which would be ${deciding(lost.request, entrant, change.planned)}`;
      return { effect: 'would be shut out', because };
    }
    const open = fates.find((each) => each.fate === 'open');
    if (open?.fate === 'open') return cannotTell(`${open.action}: ${open.reasons.join('; ')}`);
    if (fates.some(({ fate }) => fate === 'kept')) {
      return { effect: 'goes on', because: 'it loses nothing that it can do today' };
    }
    return { effect: 'is shut out already', because: `${actions[0]} is not allowed today either` };
  };
  const effectOnRole = (role: Arn, actions: readonly string[]): Effect => {
    const entrant = byArn.get(role);
    if (entrant === undefined) return cannotTell(`${role} is no role that IAM lists here`);
    return typeof entrant === 'string' ? cannotTell(entrant) : effectOn(entrant, actions);
  };
  const replicating = (role: Arn, what: string, actions: readonly string[]): Neighbour => {
    const { effect, because } = effectOnRole(role, actions);
    return { kind: 'replication', who: role, effect, because: `${what}: ${because}` };
  };
  const { replication, others, deliveries, unseenDeliveries, stack } = facts;
  return [
    ...(replication.state === 'known'
      ? [
          replicating(
            replication.value.role,
            `replicates to ${listed(replication.value.destinations)}`,
            replicatesFrom,
          ),
        ]
      : []),
    ...others.flatMap((other) =>
      other.replication.state === 'known' &&
      other.replication.value.destinations.includes(place.bucket)
        ? [
            replicating(
              other.replication.value.role,
              `replicates ${other.bucket} here`,
              replicatesTo,
            ),
          ]
        : [],
    ),
    ...unseen('replication', [
      { bucket: place.bucket, fact: replication },
      ...others.map((other) => ({ bucket: other.bucket, fact: other.replication })),
    ]),
    ...deliveries.map(({ deliveryStream, destination: { role } }): Neighbour => {
      const { effect, because } = effectOnRole(role, delivers);
      return {
        kind: 'firehose',
        who: role,
        effect,
        because: `delivers ${nameOf(deliveryStream)}: ${because}`,
      };
    }),
    ...(unseenDeliveries.length > 0
      ? [
          {
            kind: 'firehose' as const,
            who: 'not known',
            ...cannotTell(listed(unseenDeliveries.map(told))),
          },
        ]
      : []),
    ...services(place, change, facts, (service) => effectOn({ service }, serves)),
    ...unseen(
      'logs',
      others.map((other) => ({ bucket: other.bucket, fact: other.logging })),
    ),
    ...stackOf(place.bucket, stack, (role) => effectOnRole(role, manages)),
  ];
}

/** One for all buckets that could not be looked at. */
function unseen(
  kind: Neighbour['kind'],
  facts: readonly { readonly bucket: string; readonly fact: Fact<unknown> }[],
): readonly Neighbour[] {
  const unread = facts.flatMap(({ bucket, fact }) =>
    fact.state === 'unreadable' ? [`${fact.why.action} ${fact.why.code} on ${bucket}`] : [],
  );
  return unread.length === 0 ? [] : [{ kind, who: 'not known', ...cannotTell(listed(unread)) }];
}

/** The services that the live policy lets in, and log delivery that comes without a statement. */
function services(
  { bucket }: BucketPlace,
  { live }: Change,
  { others }: NeighbourFacts,
  effectOn: (service: string) => Effect,
): readonly Neighbour[] {
  const named = (live?.statements ?? []).flatMap(({ effect, principal }) =>
    effect === 'Allow' ? (principal?.service ?? []).filter((each) => each !== '*') : [],
  );
  const logging = others
    .filter(({ logging: fact }) => fact.state === 'known' && fact.value.targetBucket === bucket)
    .map((other) => other.bucket);
  const logs = 'logging.s3.amazonaws.com';
  const found = [...new Set(named)].map((who): Neighbour => {
    const { effect, because } = effectOn(who);
    const from = who === logs && logging.length > 0 ? `logs of ${listed(logging)}: ` : '';
    return { kind: kindOfService[who] ?? 'service', who, effect, because: `${from}${because}` };
  });
  if (logging.length === 0 || named.includes(logs)) return found;
  const because = `${listed(logging)} ${logging.length > 1 ? 'log' : 'logs'} here by ACL, not by the bucket policy`;
  return [...found, { kind: 'logs', who: logs, ...cannotTell(because) }];
}

function stackOf(
  bucket: string,
  stack: Fact<BucketStack>,
  effectOn: (role: Arn) => Effect,
): readonly Neighbour[] {
  if (stack.state === 'unreadable') return unseen('cloudformation', [{ bucket, fact: stack }]);
  if (stack.state === 'absent') return [];
  const { name, role, managesPolicy } = stack.value;
  const { effect, because } =
    role.state === 'known'
      ? effectOn(role.value)
      : cannotTell(
          role.state === 'absent'
            ? 'it works with the permissions of whoever deploys it'
            : told(role.why),
        );
  return [
    { kind: 'cloudformation', who: name, effect, because: because + putsBack(managesPolicy) },
  ];
}

function putsBack(managesPolicy: BucketStack['managesPolicy']): string {
  if (managesPolicy.state !== 'known') return '; whether it manages the bucket policy is not known';
  const says = {
    yes: '; it manages the bucket policy: its next update may put its own back',
    perhaps: '; it has a bucket policy, maybe of this bucket: its next update may put that back',
    no: '',
  };
  return says[managesPolicy.value];
}
