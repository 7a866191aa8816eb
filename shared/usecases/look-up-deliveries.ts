import { type Arn, parseArn } from '#shared/connect/arn.ts';
import type { Place } from '#shared/connect/deployment.ts';
import { type Fact, known } from '#shared/connect/fact.ts';
import type { Inventory } from '#shared/connect/inventory.ts';
import type { DeliveryStreamDescription } from '#shared/connect/stream.ts';
import type { DeliveryStreamPort } from '#shared/ports.ts';
import type { LookUp } from './look-up.ts';

export type Deliveries = Pick<Inventory, 'deliveryStreams' | 'deliveryStreamsSearched'>;

/** Stands for the list of all delivery streams, where the name of a resource is wanted. */
export const deliveryStreamList = 'delivery-streams';

export interface DeliveryQuestion {
  readonly place: Place;
  /** Delivery streams that associations name. */
  readonly named: readonly Arn[];
  /** Others that may read Connect's streams. */
  readonly suspected: readonly string[];
  /** The Kinesis streams of Connect. */
  readonly streams: readonly string[];
  /** What was known; with `search`, only of single delivery streams. */
  readonly before: Deliveries | undefined;
  /** Whether to look through all delivery streams of the account for those that read `streams`. */
  readonly search: boolean;
}

/**
 * The delivery streams that Connect's records go through: those that it streams to, and those that
 * read one of its Kinesis streams. One that cannot be described may be such a one, and is kept.
 */
export async function lookUpDeliveries(
  port: DeliveryStreamPort,
  look: LookUp,
  { place, named, suspected, streams, before, search }: DeliveryQuestion,
): Promise<Deliveries> {
  const searched: Fact<readonly Arn[]> = search
    ? await look.one(deliveryStreamList, undefined, 'firehose:ListDeliveryStreams', () =>
        readers(port, place),
      )
    : known([]);
  const found = await look.all<DeliveryStreamDescription>(
    [
      ...named,
      ...suspected,
      ...(searched.state === 'known' ? searched.value : []),
      ...(search ? [] : Object.keys(before?.deliveryStreams ?? {})),
    ],
    before?.deliveryStreams,
    'firehose:DescribeDeliveryStream',
    (arn) => port.describe(nameOf(arn)),
  );
  const ofConnect = Object.entries(found).filter(
    ([arn, fact]) => named.some((each) => each === arn) || mayRead(fact, streams),
  );
  return {
    deliveryStreams: Object.fromEntries(ofConnect),
    deliveryStreamsSearched: search
      ? countOf(searched)
      : (before?.deliveryStreamsSearched ?? known(0)),
  };
}

const nameOf = (arn: string): string => arn.split(':deliverystream/').at(-1) ?? arn;

async function readers(
  port: DeliveryStreamPort,
  { partition, account, region }: Place,
): Promise<Fact<readonly Arn[]>> {
  const names = await port.names('KinesisStreamAsSource');
  if (names.state !== 'known') return names;
  return known(
    names.value.map(
      (name) => `arn:${partition}:firehose:${region}:${account}:deliverystream/${name}` as const,
    ),
  );
}

const mayRead = (fact: Fact<DeliveryStreamDescription>, streams: readonly string[]): boolean =>
  fact.state === 'unreadable' ||
  (fact.state === 'known' &&
    fact.value.source !== undefined &&
    streams.includes(fact.value.source.stream));

const countOf = (searched: Fact<readonly Arn[]>): Fact<number> =>
  searched.state === 'known' ? known(searched.value.length) : searched;

export const isDeliveryStream = (arn: Arn): boolean => parseArn(arn).service === 'firehose';
