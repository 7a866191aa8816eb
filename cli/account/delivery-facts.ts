import { KMSClient } from '@aws-sdk/client-kms';
import { S3Client } from '@aws-sdk/client-s3';
import { bucketConfigurationPort } from '#shared/aws/bucket-configuration.ts';
import { keyPort } from '#shared/aws/kms.ts';
import type { Arn } from '#shared/connect/arn.ts';
import type { Fact } from '#shared/connect/fact.ts';
import type { Inventory } from '#shared/connect/inventory.ts';
import { inventoryKey, parseInventory } from '#shared/connect/stored-inventory.ts';
import type { DeliveryStreamDescription } from '#shared/connect/stream.ts';
import { type DeliveryFacts, parseDeliveryFacts } from '#shared/generate/delivery-facts.ts';
import { parseJson } from '#shared/policy/json.ts';
import type { AwsOptions } from '../aws-options.ts';
import { BadInput, Failed } from '../errors.ts';
import { readAs } from '../input.ts';
import { type Account, openAccount } from './open-account.ts';
import { readable, stateOf } from './state.ts';

export interface DeliveryOptions extends AwsOptions {
  readonly facts?: string;
  readonly deliveryStream?: string;
  readonly bucket?: string;
}

/**
 * From a file no AWS is asked; else the delivery stream is the inventory's, and the keys and the
 * bucket's encryption are live.
 * @throws BadInput when neither or too little is named
 * @throws Failed when something cannot be read
 */
export async function readDeliveryFacts(options: DeliveryOptions): Promise<DeliveryFacts> {
  const { facts, deliveryStream } = options;
  if (facts !== undefined) return readAs(facts, (text) => parseDeliveryFacts(parseJson(text)));
  if (deliveryStream === undefined) {
    throw new BadInput('--delivery-stream NAME is needed, or --facts FILE');
  }
  const account = await openAccount(options);
  const stored = readable(await stateOf(account).read(inventoryKey), account);
  if (!stored) throw new Failed('no inventory has been taken yet: the first takes some minutes');
  const inventory = parseInventory(stored.body);
  const delivery = deliveryStreamOf(inventory, deliveryStream);
  if (!delivery.source) throw new BadInput(`${deliveryStream} reads no Kinesis stream`);
  const destination = destinationOf(delivery, options.bucket);
  const source = inventory.streams[delivery.source.stream];
  if (source?.state !== 'known') {
    throw new Failed(`${delivery.source.stream} is not a stream that the inventory describes`);
  }
  const streamKey = await customerKey(account, source.value.key);
  const bucketKey = await customerKey(
    account,
    destination.key ?? (await defaultKey(account, destination.bucket)),
  );
  return {
    role: destination.role,
    stream: source.value.arn,
    bucket: destination.bucket,
    ...(streamKey && { streamKey }),
    ...(bucketKey && { bucketKey }),
  };
}

function deliveryStreamOf(inventory: Inventory, name: string): DeliveryStreamDescription {
  const [found] = Object.entries(inventory.deliveryStreams).filter(
    ([arn]) => arn === name || arn.endsWith(`:deliverystream/${name}`),
  );
  const fact = found?.[1];
  if (fact?.state === 'known') return fact.value;
  throw new Failed(
    fact?.state === 'unreadable'
      ? `the inventory could not describe ${name}: ${fact.why.action}: ${fact.why.code}`
      : `the inventory of ${inventory.takenAt} has no delivery stream ${name} that takes records of Connect`,
  );
}

function destinationOf({ name, destinations }: DeliveryStreamDescription, bucket?: string) {
  const named = destinations.filter((each) => bucket === undefined || each.bucket === bucket);
  const [first, ...more] = named;
  if (!first) {
    throw new BadInput(`${name} does not deliver to ${bucket === undefined ? 'a bucket' : bucket}`);
  }
  if (new Set(named.map((each) => each.bucket)).size > 1) {
    const buckets = [first, ...more].map((each) => each.bucket).join(', ');
    throw new BadInput(`${name} delivers to ${buckets}: choose one with --bucket`);
  }
  return first;
}

const read = <T>(fact: Fact<T>, account: Account): T | undefined => {
  if (fact.state !== 'unreadable') return fact.state === 'known' ? fact.value : undefined;
  const { action, code, message } = fact.why;
  throw new Failed(`${account.caller} cannot look: ${action}: ${code}: ${message}`);
};

async function defaultKey(account: Account, bucket: string): Promise<string | undefined> {
  const client = new S3Client({ ...account.client, followRegionRedirects: true });
  const configuration = bucketConfigurationPort(client, account.deployment.account);
  return read(await configuration.encryption(bucket), account)?.key;
}

/** The key that the name stands for; undefined when it is AWS's own, or there is none. */
async function customerKey(account: Account, name: string | undefined): Promise<Arn | undefined> {
  if (name === undefined) return undefined;
  const key = read(await keyPort(new KMSClient(account.client)).describe(name), account);
  if (!key) throw new Failed(`there is no key ${name}`);
  return key.manager === 'CUSTOMER' ? key.arn : undefined;
}
