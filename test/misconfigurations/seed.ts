import type { EventSelector } from '@aws-sdk/client-cloudtrail';
import { createTrail } from '#infra/local/services/cloudtrail/state.ts';
import { createInstance, type StorageSeed } from '#infra/local/services/connect/instances.ts';
import {
  createDeliveryStream,
  type NewDeliveryStream,
} from '#infra/local/services/firehose/state.ts';
import { createPolicy, createRole, createUser } from '#infra/local/services/iam/entities.ts';
import { createStream } from '#infra/local/services/kinesis/state.ts';
import {
  createGrant,
  createKey,
  type Grant,
  kmsState,
  type NewKey,
} from '#infra/local/services/kms/state.ts';
import { createBucket, type NewBucket } from '#infra/local/services/s3/buckets.ts';
import type { World } from '#infra/local/world.ts';
import { home, instanceId, keyId, roleSuffix, sharedInstance, spelled } from './names.ts';

interface SeededKey extends Omit<NewKey, 'id' | 'policy'> {
  readonly policy?: object;
  readonly account?: string;
  readonly grants?: readonly Omit<Grant, 'id' | 'created'>[];
  /** What Connect was granted when the storage was associated is taken back. */
  readonly grantsRevoked?: boolean;
}

interface SeededBucket extends Omit<NewBucket, 'name' | 'policy'> {
  readonly policy?: object;
  readonly account?: string;
}

interface SeededPrincipal {
  readonly policies?: Readonly<Record<string, object>>;
  readonly trustPolicy?: object;
  /** Documents of managed policies, attached. */
  readonly attached?: readonly object[];
  readonly boundary?: object;
  readonly user?: boolean;
}

/** Everything that one set has in it: what `worlds.json` describes. */
export interface SeededWorld {
  /** Of the instance that all sets share that have none of their own. */
  readonly storage?: readonly StorageSeed[];
  readonly instance?: {
    readonly storage: readonly StorageSeed[];
    readonly attributes?: Readonly<Record<string, string>>;
    /** Made before 2018-10-17: Connect tells no role, it works as this one of the set. */
    readonly actsAs?: string;
  };
  readonly roles?: Readonly<Record<string, SeededPrincipal>>;
  readonly keys?: Readonly<Record<string, SeededKey>>;
  readonly buckets?: Readonly<Record<string, SeededBucket>>;
  readonly streams?: Readonly<Record<string, { readonly key?: string; readonly account?: string }>>;
  readonly deliveryStreams?: Readonly<Record<string, Omit<NewDeliveryStream, 'name'>>>;
  readonly trails?: Readonly<
    Record<
      string,
      { readonly logging?: boolean; readonly eventSelectors: readonly EventSelector[] }
    >
  >;
}

/** A trust policy of one service. */
export const trusting = (service: string) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
});

const text = (policy: object | undefined) =>
  policy === undefined ? {} : { policy: JSON.stringify(policy) };

const of = <T>(
  members: Readonly<Record<string, T>> | undefined,
): readonly (readonly [string, T])[] => Object.entries(members ?? {});

const scopeOf = (account: string | undefined) => ({ ...home, account: account ?? home.account });

/** `null` takes away what S3 configures on every new bucket. */
const withoutDefaults = (bucket: object): object =>
  Object.fromEntries(Object.entries(bucket).map(([name, value]) => [name, value ?? undefined]));

type Part<Name extends keyof SeededWorld> = {
  readonly [Each in Name]: SeededWorld[Each] | undefined;
};
type Early = Part<'keys' | 'streams'>;
type Late = Part<'buckets' | 'deliveryStreams' | 'trails'>;

/** A description under its own names. */
export interface SeededSet {
  readonly set: string;
  readonly world: SeededWorld;
}

/** Makes all sets: what others name first, buckets with their policies last. */
export function seedSets(world: World, sets: readonly SeededSet[]): void {
  const named = sets.map(({ set, world: described }) => ({
    set,
    described,
    names: { set, alias: described.instance ? set : sharedInstance },
  }));
  const early = named.map(({ set, names, described }) => {
    const { roles, keys, streams, storage, instance } = described;
    return { set, ...spelled(world, names, { roles, keys, streams, storage, instance }) };
  });
  for (const { set, roles } of early) {
    for (const [name, principal] of of(roles)) seedPrincipal(world, `${set}-${name}`, principal);
  }
  for (const each of early) seedEncrypted(world, each.set, each);
  const storage = early.flatMap((each) => each.storage ?? []);
  const attributes = { CONTACTFLOW_LOGS: 'true' };
  seedInstance(world, sharedInstance, { storage, attributes });
  for (const { set, instance } of early) if (instance) seedInstance(world, set, instance);
  for (const { set, keys } of early) seedGrants(world, set, keys);
  for (const { set, names, described } of named) {
    const { buckets, deliveryStreams, trails } = described;
    seedPlaces(world, set, spelled(world, names, { buckets, deliveryStreams, trails }));
  }
}

function seedEncrypted(world: World, set: string, { keys, streams }: Early): void {
  for (const [name, { account, policy, grants: _, grantsRevoked: __, ...key }] of of(keys)) {
    createKey(world, scopeOf(account), { ...key, id: keyId(set, name), ...text(policy) });
  }
  for (const [name, { account, ...stream }] of of(streams)) {
    createStream(world, scopeOf(account), { ...stream, name: `${set}-${name}` });
  }
}

function seedInstance(
  world: World,
  alias: string,
  { actsAs, ...given }: NonNullable<SeededWorld['instance']>,
): void {
  createInstance(world, home, {
    ...given,
    alias,
    id: instanceId(alias),
    ...(actsAs === undefined ? { roleSuffix: roleSuffix(alias) } : { serviceRole: null, actsAs }),
  });
}

function seedGrants(world: World, set: string, keys: SeededWorld['keys']): void {
  for (const [name, { account, grants = [], grantsRevoked }] of of(keys)) {
    const key = kmsState(world, scopeOf(account)).keys.get(keyId(set, name));
    if (!key) continue;
    if (grantsRevoked) key.grants.length = 0;
    for (const grant of grants) createGrant(world, key, grant);
  }
}

function seedPlaces(world: World, set: string, { buckets, deliveryStreams, trails }: Late): void {
  for (const [name, { account, policy, ...bucket }] of of(buckets)) {
    const given = withoutDefaults(bucket);
    createBucket(world, scopeOf(account), { ...given, name: `${set}-${name}`, ...text(policy) });
  }
  for (const [name, stream] of of(deliveryStreams)) {
    createDeliveryStream(world, home, { ...stream, name: `${set}-${name}` });
  }
  for (const [name, trail] of of(trails)) {
    createTrail(world, home, { ...trail, name: `${set}-${name}`, bucket: `${set}-logs` });
  }
}

function seedPrincipal(world: World, name: string, principal: SeededPrincipal): void {
  const managed = (document: object, suffix: string) =>
    createPolicy(world, home, { name: `${name}-${suffix}`, document }).arn;
  const given = {
    name,
    policies: principal.policies ?? {},
    managedPolicies: (principal.attached ?? []).map((each, index) => managed(each, `${index}`)),
    ...(principal.boundary && { boundary: managed(principal.boundary, 'boundary') }),
  };
  if (principal.user) createUser(world, home, given);
  else {
    createRole(world, home, {
      ...given,
      trustPolicy: principal.trustPolicy ?? trusting('lambda.amazonaws.com'),
    });
  }
}
