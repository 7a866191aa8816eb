import { callAs } from '../../call-as.ts';
import type { Caller } from '../../service.ts';
import type { World } from '../../world.ts';
import type { DeliveryStream } from './state.ts';

type Session = (world: World, stream: DeliveryStream, role: string) => Promise<Caller>;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/**
 * Reads what the source stream has new, as the role of the source.
 * @throws AwsError what Kinesis or KMS answers the role.
 * @see https://docs.aws.amazon.com/firehose/latest/dev/controlling-access.html#firehose-assume-role
 */
export async function readSource(
  world: World,
  stream: DeliveryStream,
  sessionOf: Session,
): Promise<void> {
  const { source, delivery } = stream;
  if (!source) return;
  const caller = await sessionOf(world, stream, source.roleArn);
  const [, partition = '', , region = '', account = ''] = source.streamArn.split(':');
  const scope = { partition, account, region };
  const kinesis = (operation: string, input: Record<string, unknown>) =>
    callAs(world, scope, caller, 'kinesis', operation, input);
  const named = { StreamARN: source.streamArn };
  const { StreamDescription: description } = await kinesis('DescribeStream', named);
  const shards = isObject(description) ? listOf(description.Shards) : [];
  for (const shard of shards) {
    const id = isObject(shard) ? textOf(shard.ShardId) : '';
    const last = delivery.read.get(id);
    const from =
      last === undefined
        ? { ShardIteratorType: 'AT_TIMESTAMP', Timestamp: stream.created }
        : { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', StartingSequenceNumber: last };
    const { ShardIterator } = await kinesis('GetShardIterator', { ...named, ShardId: id, ...from });
    const { Records } = await kinesis('GetRecords', { ...named, ShardIterator });
    for (const record of listOf(Records)) {
      if (!isObject(record)) continue;
      const { Data, SequenceNumber } = record;
      delivery.pending.push(Data instanceof Uint8Array ? Data : new Uint8Array());
      delivery.read.set(id, textOf(SequenceNumber));
    }
  }
}
