import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { assumeAs } from '../../assume-as.ts';
import { callAs } from '../../call-as.ts';
import { AwsError, type Caller } from '../../service.ts';
import type { World } from '../../world.ts';
import { bucketState } from '../s3/state.ts';
import { readSource } from './read-source.ts';
import type { DeliveryStream } from './state.ts';

/** Milliseconds after which Firehose gives up records that it cannot deliver. */
const patience = 24 * 3_600_000;

/** One delivery after the other. */
const running = new WeakMap<DeliveryStream, Promise<boolean>>();

/**
 * What Firehose does when its buffer is full or its time has come: reads the source and writes an
 * object, both as the delivery stream's role. What fails is kept in `stream.delivery.errors`; the
 * records wait for the next delivery, and are discarded when that has failed for 24 hours.
 * @returns whether nothing is left to be delivered
 */
export function deliver(world: World, stream: DeliveryStream): Promise<boolean> {
  const before = running.get(stream) ?? Promise.resolve(true);
  const delivery = before.then(() => deliverOnce(world, stream));
  running.set(stream, delivery);
  return delivery;
}

async function deliverOnce(world: World, stream: DeliveryStream): Promise<boolean> {
  const { delivery } = stream;
  const read = await attempt(world, stream, 'read', () => readSource(world, stream, roleSession));
  if (delivery.pending.length === 0) return read;
  const records = delivery.pending;
  const written = await attempt(world, stream, 'write', () => write(world, stream, records));
  if (written) {
    delivery.delivered += records.length;
    delivery.pending = delivery.pending.slice(records.length);
    delete delivery.failingSince;
    return read;
  }
  const now = world.clock.now();
  delivery.failingSince ??= now;
  if (now.getTime() - delivery.failingSince.getTime() >= patience) {
    delivery.discarded += records.length;
    delivery.pending = delivery.pending.slice(records.length);
    delete delivery.failingSince;
  }
  return false;
}

async function attempt(
  world: World,
  { delivery }: DeliveryStream,
  step: 'read' | 'write',
  work: () => Promise<void>,
): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const { code, message } = error;
    delivery.errors.push({ at: world.clock.now(), step, code, message });
    return false;
  }
}

/** The delivery stream's role, taken as Firehose takes it. */
async function roleSession(world: World, stream: DeliveryStream, arn: string): Promise<Caller> {
  const { scope, name } = stream;
  const session = await assumeAs(
    world,
    scope,
    'firehose.amazonaws.com',
    { arn, sessionName: name.slice(0, 64) },
    {
      'aws:SourceAccount': scope.account,
      'aws:SourceArn': stream.arn,
      'sts:ExternalId': scope.account,
    },
  );
  return session.caller;
}

async function write(
  world: World,
  stream: DeliveryStream,
  records: readonly Uint8Array[],
): Promise<void> {
  const { scope, destination, delivery } = stream;
  const { RoleARN = '', BucketARN = '', EncryptionConfiguration: encryption } = destination;
  const caller = await roleSession(world, stream, RoleARN);
  const bucket = BucketARN.split(':').at(-1) ?? '';
  const region = bucketState(world, scope, bucket)?.region ?? scope.region;
  const key = encryption?.KMSEncryptionConfig?.AWSKMSKeyARN;
  const body = Buffer.concat(records);
  const zipped = destination.CompressionFormat === 'GZIP';
  const name = objectKey(stream, world.clock.now()) + (zipped ? '.gz' : '');
  const input = {
    Bucket: bucket,
    Key: name,
    Body: zipped ? gzipSync(body) : body,
    ...(key !== undefined && { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: key }),
  };
  await callAs(world, { ...scope, region }, caller, 's3', 'PutObject', input);
  delivery.objects.push(name);
}

/** @see https://docs.aws.amazon.com/firehose/latest/dev/s3-object-name.html */
function objectKey({ name, version, destination }: DeliveryStream, now: Date): string {
  const [year, month, day, hour, minute, second] = now.toISOString().split(/[-T:.]/);
  const stamp = [year, month, day, hour, minute, second].join('-');
  const folder = [year, month, day, hour].join('/');
  return `${destination.Prefix ?? ''}${folder}/${name}-${version}-${stamp}-${randomUUID()}`;
}
