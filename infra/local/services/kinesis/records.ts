import { createHash } from 'node:crypto';
import type * as Kinesis from '@aws-sdk/client-kinesis';
import { AwsError, type Call, type Operation } from '../../service.ts';
import type { World } from '../../world.ts';
import { findKey } from '../kms/key-lookup.ts';
import { type StreamInput, streamCheck, streamKeyCheck, streamOf } from './access.ts';
import { iteratorOf, iteratorText, positionOf, type ShardPosition } from './shard-iterator.ts';
import { type DataStream, type Shard, streamWithArn } from './state.ts';

/** Bytes of one record, of one `PutRecords`, and records in one. */
const limits = { record: 1_048_576, batch: 5_242_880, records: 500 };

/** A record's sequence number as it is shown: 56 digits in AWS too. */
export const sequenceText = (sequence: number): string => `49${String(sequence).padStart(54, '0')}`;

interface Entry {
  readonly Data?: Uint8Array | undefined;
  readonly PartitionKey?: string | undefined;
}

/** Appends a record to the shard that its partition key belongs to. */
function append(world: World, stream: DataStream, entry: Entry) {
  const { Data: data = new Uint8Array(), PartitionKey: partitionKey = '' } = entry;
  const hash = createHash('md5').update(partitionKey).digest().readUInt32BE(0);
  const at = Math.floor((hash / 2 ** 32) * stream.shards.length);
  const shard = stream.shards[at];
  if (!shard) throw new AwsError('InternalFailure', `${stream.name} has no shard`, 500);
  const sequence = (shard.records.at(-1)?.sequence ?? 0) + 1;
  const key = stream.encryptionKey && findKey(world, stream.scope, stream.encryptionKey)?.arn;
  const arrived = world.clock.now();
  shard.records.push({ sequence, partitionKey, data, arrived, ...(key && { key }) });
  return { ShardId: shard.id, SequenceNumber: sequenceText(sequence) };
}

const writeChecks = (call: Call<StreamInput>, action: string) => {
  const check = streamCheck(call, action);
  const stream = streamWithArn(call.world, check.resource);
  if (stream?.encryptionKey === undefined) return [check];
  return [check, streamKeyCheck(call, stream, stream.encryptionKey, 'GenerateDataKey')];
};

function refuseLarge(entries: readonly Entry[]): void {
  const sizes = entries.map(
    ({ Data, PartitionKey = '' }) => (Data?.length ?? 0) + Buffer.byteLength(PartitionKey),
  );
  const total = sizes.reduce((sum, size) => sum + size, 0);
  if (sizes.some((size) => size > limits.record) || total > limits.batch) {
    throw new AwsError(
      'ValidationException',
      'Records must be less than 1 MiB, batches than 5 MiB',
    );
  }
  if (entries.length > limits.records) {
    throw new AwsError('ValidationException', `A batch has at most ${limits.records} records`);
  }
}

const encryptionType = ({ encryptionKey }: DataStream): string =>
  encryptionKey === undefined ? 'NONE' : 'KMS';

const putRecord: Operation<Kinesis.PutRecordInput> = {
  access: (call) => writeChecks(call, 'PutRecord'),
  run(call) {
    const stream = streamOf(call);
    refuseLarge([call.input]);
    const written = append(call.world, stream, call.input);
    call.world.events.emit('records-written', { streamArn: stream.arn });
    return { ...written, EncryptionType: encryptionType(stream) };
  },
};

const putRecords: Operation<Kinesis.PutRecordsInput> = {
  access: (call) => writeChecks(call, 'PutRecords'),
  run(call) {
    const stream = streamOf(call);
    const entries = call.input.Records ?? [];
    refuseLarge(entries);
    const Records = entries.map((entry) => append(call.world, stream, entry));
    call.world.events.emit('records-written', { streamArn: stream.arn });
    return { FailedRecordCount: 0, Records, EncryptionType: encryptionType(stream) };
  },
};

/** @throws AwsError `ResourceNotFoundException`. */
function shardOf(stream: DataStream, id: string | undefined): Shard {
  const shard = stream.shards.find((each) => each.id === id);
  if (shard) return shard;
  throw new AwsError('ResourceNotFoundException', `Shard ${id} in stream ${stream.name} not found`);
}

const getShardIterator: Operation<Kinesis.GetShardIteratorInput> = {
  access: (call) => [streamCheck(call, 'GetShardIterator')],
  run(call) {
    const stream = streamOf(call);
    const shard = shardOf(stream, call.input.ShardId);
    const after = positionOf(shard, call.input);
    return { ShardIterator: iteratorText({ stream: stream.arn, shard: shard.id, after }) };
  },
};

/** The records of a page: those after the iterator's position that retention has left. */
function pageOf(
  { world, input }: Call<Kinesis.GetRecordsInput>,
  { stream: arn, shard: id, after }: ShardPosition,
) {
  const stream = streamWithArn(world, arn);
  if (!stream) throw new AwsError('ResourceNotFoundException', `Stream ${arn} not found.`);
  const oldest = world.clock.now().getTime() - stream.retentionHours * 3_600_000;
  const rest = shardOf(stream, id).records.filter(
    ({ sequence, arrived }) => sequence > after && arrived.getTime() >= oldest,
  );
  return { stream, records: rest.slice(0, input.Limit ?? 10_000) };
}

const getRecords: Operation<Kinesis.GetRecordsInput> = {
  access(call) {
    const position = iteratorOf(call.input.ShardIterator);
    const check = streamCheck({ ...call, input: { StreamARN: position.stream } }, 'GetRecords');
    if (!streamWithArn(call.world, position.stream)) return [check];
    const { stream, records } = pageOf(call, position);
    const keys = new Set(records.flatMap(({ key }) => key ?? []));
    return [check, ...[...keys].map((key) => streamKeyCheck(call, stream, key, 'Decrypt'))];
  },
  run(call) {
    const position = iteratorOf(call.input.ShardIterator);
    const { records } = pageOf(call, position);
    const after = records.at(-1)?.sequence ?? position.after;
    return {
      Records: records.map(({ sequence, partitionKey, data, arrived, key }) => ({
        SequenceNumber: sequenceText(sequence),
        PartitionKey: partitionKey,
        Data: data,
        ApproximateArrivalTimestamp: arrived,
        EncryptionType: key === undefined ? 'NONE' : 'KMS',
      })),
      NextShardIterator: iteratorText({ ...position, after }),
      MillisBehindLatest: 0,
    };
  },
};

export const recordOperations: Readonly<Record<string, Operation>> = {
  PutRecord: putRecord,
  PutRecords: putRecords,
  GetShardIterator: getShardIterator,
  GetRecords: getRecords,
};
