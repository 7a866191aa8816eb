import { isArn } from '#shared/connect/arn.ts';
import type { Place } from '#shared/connect/deployment.ts';
import { absent, type Fact, known } from '#shared/connect/fact.ts';
import type { BucketOwnership, ConnectInstance, Inventory } from '#shared/connect/inventory.ts';
import { associationsOf } from '#shared/connect/resource-use.ts';
import type { BucketPort, DeliveryStreamPort, KeyPort, StreamPort } from '#shared/ports.ts';
import { type LookUp, lookUp } from './look-up.ts';
import {
  type Deliveries,
  deliveryStreamList,
  isDeliveryStream,
  lookUpDeliveries,
} from './look-up-deliveries.ts';

/** What looking resources up takes. */
export interface ResourceWorld {
  readonly bucket: Pick<BucketPort, 'owned'>;
  readonly keys: Pick<KeyPort, 'describe'>;
  readonly streams: StreamPort;
  readonly deliveryStreams: DeliveryStreamPort;
}

export type Resources = Deliveries & Pick<Inventory, 'buckets' | 'keys' | 'streams'>;

/** Stands for the list of all buckets, where the name of a resource is wanted. */
const bucketList = 'buckets';

/**
 * What the storage of these instances names: whose the buckets are, what the keys and streams are,
 * which delivery streams read them, and where those deliver to. Connect is not asked.
 * @param before what was known: what could be read then is not read again
 * @param anew names that are looked up all the same
 * @returns with the names of what failed in a way that may pass
 */
export async function lookUpResources(
  world: ResourceWorld,
  place: Place,
  instances: readonly ConnectInstance[],
  before?: Resources,
  anew: readonly string[] = [],
): Promise<{ readonly resources: Resources; readonly failed: readonly string[] }> {
  const look = lookUp(anew);
  const associations = instances.flatMap(associationsOf);
  const named = associations.flatMap(({ stream }) => stream ?? []);
  const streams = await look.all(
    named.filter((arn) => !isDeliveryStream(arn)),
    before?.streams,
    'kinesis:DescribeStreamSummary',
    (arn) => (isArn(arn) ? world.streams.describe(arn) : Promise.resolve(absent)),
  );
  const ofConnect = Object.keys(streams);
  const deliveries = await lookUpDeliveries(world.deliveryStreams, look, {
    place,
    named: named.filter(isDeliveryStream),
    suspected: anew.filter((name) => isArn(name) && isDeliveryStream(name)),
    streams: ofConnect,
    before,
    search: ofConnect.length > 0 && mustSearch(ofConnect, before, anew),
  });
  const described = Object.values(deliveries.deliveryStreams).flatMap((fact) =>
    fact.state === 'known' ? [fact.value] : [],
  );
  const destinations = described.flatMap((each) => each.destinations);
  const keys = await look.all(
    [
      ...associations.flatMap(({ key }) => key ?? []),
      ...Object.values(streams).flatMap((fact) =>
        fact.state === 'known' ? (fact.value.key ?? []) : [],
      ),
      ...described.flatMap(({ encryption }) => encryption.key ?? []),
      ...destinations.flatMap(({ key }) => key ?? []),
    ],
    before?.keys,
    'kms:DescribeKey',
    (name) => world.keys.describe(name),
  );
  const buckets = await owners(
    world.bucket,
    look,
    [...associations.flatMap(({ bucket }) => bucket ?? []), ...destinations.map((d) => d.bucket)],
    before,
    anew,
  );
  return { resources: { buckets, keys, streams, ...deliveries }, failed: look.failed };
}

/** A stream that was not known before may have readers that were passed over. */
const mustSearch = (
  streams: readonly string[],
  before: Resources | undefined,
  anew: readonly string[],
): boolean =>
  before === undefined ||
  anew.includes(deliveryStreamList) ||
  before.deliveryStreamsSearched.state === 'unreadable' ||
  streams.some((arn) => !Object.hasOwn(before.streams, arn));

/** One list tells the owners of all buckets. */
async function owners(
  port: Pick<BucketPort, 'owned'>,
  look: LookUp,
  named: readonly string[],
  before: Resources | undefined,
  anew: readonly string[],
): Promise<Inventory['buckets']> {
  const names = [...new Set(named)].toSorted();
  const isKnown = (name: string) => {
    const fact = before && Object.hasOwn(before.buckets, name) ? before.buckets[name] : undefined;
    return fact !== undefined && fact.state !== 'unreadable' && !anew.includes(name);
  };
  if (before && names.every(isKnown) && !anew.includes(bucketList)) {
    return Object.fromEntries(names.flatMap((name) => entryOf(name, before.buckets[name])));
  }
  if (names.length === 0) return {};
  const owned = await look.one(bucketList, undefined, 's3:ListAllMyBuckets', () => port.owned());
  const ownerOf = (name: string): Fact<BucketOwnership> =>
    owned.state === 'known' ? known(owned.value.get(name) ?? { owner: 'not-this-account' }) : owned;
  return Object.fromEntries(names.map((name) => [name, ownerOf(name)]));
}

const entryOf = <T>(name: string, value: T | undefined): [string, T][] =>
  value === undefined ? [] : [[name, value]];
