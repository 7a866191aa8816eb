import type { World } from '../../world.ts';
import { streamWithArn } from '../kinesis/state.ts';
import { findKey } from '../kms/key-lookup.ts';
import { actAs, associationFor, instanceWithArn } from './acting.ts';
import type { Instance, StorageFault } from './state.ts';

export type RecordOutcome =
  | { readonly status: 'written'; readonly stream: string }
  | { readonly status: 'dropped'; readonly stream: string; readonly fault: StorageFault }
  /** The instance streams no contact records. */
  | { readonly status: 'unassociated' };

/**
 * A contact has ended: Connect writes its record to the stream or delivery stream of
 * `CONTACT_TRACE_RECORDS`, as the instance's role. A record that cannot be written, because the
 * stream's key is not open to the role for one, is dropped without anybody being told; here it is
 * counted in `instance.activity`.
 * @throws AwsError `ResourceNotFoundException` when there is no such instance.
 * @see https://docs.aws.amazon.com/connect/latest/adminguide/data-streaming.html
 */
export async function publishContactRecord(
  world: World,
  instanceArn: string,
  record: Readonly<Record<string, unknown>>,
): Promise<RecordOutcome> {
  const instance = instanceWithArn(world, instanceArn);
  const config = associationFor(instance, 'CONTACT_TRACE_RECORDS');
  const stream = config?.KinesisStreamConfig?.StreamArn;
  const delivery = config?.KinesisFirehoseConfig?.FirehoseArn;
  const target = stream ?? delivery;
  if (target === undefined) return { status: 'unassociated' };
  const fault =
    refusedByManagedKey(world, stream) ?? (await write(world, instance, target, record));
  if (fault) {
    instance.activity.recordsDropped.push(fault);
    return { status: 'dropped', stream: target, fault };
  }
  instance.activity.recordsWritten += 1;
  return { status: 'written', stream: target };
}

async function write(
  world: World,
  instance: Instance,
  target: string,
  record: Readonly<Record<string, unknown>>,
): Promise<StorageFault | undefined> {
  const [, partition = '', service = '', region = '', account = ''] = target.split(':');
  const data = Buffer.from(`${JSON.stringify(record)}\n`);
  const { ContactId: contact } = record;
  const input =
    service === 'firehose'
      ? { DeliveryStreamName: target.slice(target.indexOf('/') + 1), Record: { Data: data } }
      : {
          StreamARN: target,
          PartitionKey: typeof contact === 'string' ? contact : instance.id,
          Data: data,
        };
  const scope = { partition, account, region };
  return actAs(world, instance, scope, target, [service, 'PutRecord', input]);
}

/** Only where the embedded AWS runs with that answer. */
function refusedByManagedKey(world: World, streamArn: string | undefined) {
  if (world.unconfirmed['connect-writes-under-the-managed-stream-key']) return undefined;
  const stream = streamArn === undefined ? undefined : streamWithArn(world, streamArn);
  const key = stream?.encryptionKey && findKey(world, stream.scope, stream.encryptionKey);
  if (!stream || !key || key.manager !== 'AWS') return undefined;
  return {
    at: world.clock.now(),
    target: stream.arn,
    code: 'KMSAccessDeniedException',
    message: 'Connect does not use the key that AWS manages for Kinesis',
  };
}
