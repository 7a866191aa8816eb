import type { Arn } from '#shared/connect/arn.ts';
import { bucketUse } from '#shared/connect/bucket-use.ts';
import type { Place } from '#shared/connect/deployment.ts';
import type { Fact } from '#shared/connect/fact.ts';
import type { BucketOwnership, Inventory } from '#shared/connect/inventory.ts';
import { unreadableDeliveries } from '#shared/connect/resource-use.ts';
import { parsePolicy } from '#shared/policy/parse.ts';
import type {
  AccountAuthorizationPort,
  BucketConfigurationPort,
  BucketNeighbourPort,
  LastUsedPort,
} from '#shared/ports.ts';
import { entranceSetting, entrantsOf, storagePrefixes } from '#shared/remediation/entrants.ts';
import type { Change } from '#shared/remediation/fate.ts';
import {
  type ImpactOnPrincipals,
  impactOnPrincipals,
  type ShutOut,
} from '#shared/remediation/impact.ts';
import { impactActions } from '#shared/remediation/impact-actions.ts';
import {
  effectOnNeighbours,
  type Neighbour,
  type NeighbourFacts,
} from '#shared/remediation/neighbours.ts';
import { told } from '#shared/rules/judgements.ts';

/** What it takes to say who loses access. */
export interface ImpactWorld {
  readonly authorization: AccountAuthorizationPort;
  readonly neighbours: BucketNeighbourPort;
  readonly configuration: Pick<BucketConfigurationPort, 'logging'>;
  readonly lastUsed: LastUsedPort;
}

export interface ImpactRequest {
  readonly place: Place;
  readonly bucket: string;
  readonly inventory: Inventory;
  /** The bucket's policy as it is and as it would be; `null` is none. */
  readonly live: string | null;
  readonly planned: string | null;
  /** Ask IAM when those who are shut out last used S3: two calls and a wait for each. */
  readonly lastUsed?: boolean;
}

/** Who loses access when a bucket's policy changes. */
export interface Impact extends ImpactOnPrincipals {
  readonly bucket: string;
  /** Root of the account: it can always get, put and delete the policy. */
  readonly remains: Arn;
  readonly neighbours: readonly Neighbour[];
}

/**
 * Everybody in the account at once, by one call for a thousand principals. When IAM does not let us
 * look, all of them are undecided.
 * @throws PolicySyntaxError when one of the two policies is not understood
 */
export async function impactOf(world: ImpactWorld, request: ImpactRequest): Promise<Impact> {
  const { place, bucket, inventory, lastUsed = false } = request;
  const change: Change = {
    live: parsed(request.live),
    planned: parsed(request.planned),
  };
  const [principals, facts] = await Promise.all([
    world.authorization.principals(),
    neighbourFacts(world, inventory, bucket),
  ]);
  const entrants = principals.state === 'known' ? entrantsOf(principals.value) : [];
  const prefixes = storagePrefixes(inventory, bucket);
  const here = { ...place, bucket };
  const setting = entranceSetting(here, prefixes, impactActions);
  const { shutOut, undecided, keepsAccess } = impactOnPrincipals(
    setting,
    prefixes,
    change,
    entrants,
  );
  const { partition, account } = place;
  const unseen =
    principals.state === 'unreadable'
      ? [{ arn: `arn:${partition}:iam::${account}:*` as const, why: told(principals.why) }]
      : [];
  return {
    bucket,
    shutOut: lastUsed ? await withLastUse(world.lastUsed, shutOut) : shutOut,
    undecided: [...unseen, ...undecided],
    keepsAccess,
    remains: `arn:${partition}:iam::${account}:root`,
    neighbours: effectOnNeighbours(here, change, facts, entrants),
  };
}

const parsed = (policy: string | null) =>
  policy === null ? undefined : parsePolicy(policy, 'resource');

async function neighbourFacts(
  { neighbours, configuration }: ImpactWorld,
  inventory: Inventory,
  bucket: string,
): Promise<NeighbourFacts> {
  const known = Object.entries(inventory.buckets).flatMap(([name, fact]) =>
    name !== bucket && !isOthers(fact) ? [name] : [],
  );
  const others: NeighbourFacts['others'][number][] = [];
  for (let from = 0; from < known.length; from += atOnce) {
    const some = known.slice(from, from + atOnce).map(async (name) => ({
      bucket: name,
      replication: await neighbours.replication(name),
      logging: await configuration.logging(name),
    }));
    others.push(...(await Promise.all(some)));
  }
  return {
    replication: await neighbours.replication(bucket),
    others,
    deliveries: bucketUse(inventory, bucket).deliveries,
    unseenDeliveries: unreadableDeliveries(inventory),
    stack: await neighbours.stack(bucket),
  };
}

/** A bucket of which it is not known whose it is may be ours. */
const isOthers = (fact: Fact<BucketOwnership>): boolean =>
  fact.state === 'absent' || (fact.state === 'known' && fact.value.owner !== 'this-account');

/** Buckets that are asked at the same time. */
const atOnce = 10;

async function withLastUse(
  port: LastUsedPort,
  shutOut: readonly ShutOut[],
): Promise<readonly ShutOut[]> {
  const dated: ShutOut[] = [];
  for (const each of shutOut) {
    const fact = await port.s3(each.arn);
    const lastUsedS3 =
      fact.state === 'known'
        ? fact.value
        : fact.state === 'absent'
          ? 'never'
          : `cannot tell: ${told(fact.why)}`;
    dated.push({ ...each, lastUsedS3 });
  }
  return dated;
}
