import type * as Kinesis from '@aws-sdk/client-kinesis';
import { AwsError, type Operation } from '../../service.ts';
import { streamCheck, streamOf, streamOperation } from './access.ts';
import { createStream, type DataStream, dataStreams, emitStream, type Shard } from './state.ts';

const modes: readonly (string | undefined)[] = ['PROVISIONED', 'ON_DEMAND'];

const create: Operation<Kinesis.CreateStreamInput> = {
  access: (call) => [streamCheck(call, 'CreateStream')],
  run({ world, scope, input }) {
    const { StreamName: name = '', ShardCount, StreamModeDetails } = input;
    const mode = StreamModeDetails?.StreamMode ?? 'PROVISIONED';
    if (!modes.includes(mode)) {
      throw new AwsError('ValidationException', `${mode} is not a stream mode`);
    }
    createStream(world, scope, {
      name,
      mode: mode === 'ON_DEMAND' ? mode : 'PROVISIONED',
      ...(ShardCount !== undefined && { shards: ShardCount }),
    });
  },
};

const remove = streamOperation<Kinesis.DeleteStreamInput>('DeleteStream', (stream, { world }) => {
  dataStreams(world, stream.scope).delete(stream.name);
  emitStream(world, stream, 'deleted');
});

const common = (stream: DataStream) => ({
  StreamName: stream.name,
  StreamARN: stream.arn,
  StreamStatus: 'ACTIVE',
  StreamModeDetails: { StreamMode: stream.mode },
  RetentionPeriodHours: stream.retentionHours,
  StreamCreationTimestamp: stream.created,
  EnhancedMonitoring: [{ ShardLevelMetrics: [] }],
  ...(stream.encryptionKey === undefined
    ? { EncryptionType: 'NONE' }
    : { EncryptionType: 'KMS', KeyId: stream.encryptionKey }),
});

const hashes = 2n ** 128n;

const shardDescription = ({ id }: Shard, index: number, shards: readonly Shard[]) => {
  const count = BigInt(shards.length);
  return {
    ShardId: id,
    HashKeyRange: {
      StartingHashKey: String((hashes * BigInt(index)) / count),
      EndingHashKey: String((hashes * BigInt(index + 1)) / count - 1n),
    },
    SequenceNumberRange: { StartingSequenceNumber: '0' },
  };
};

/** Names after `ExclusiveStartStreamName` or the token, 100 unless fewer are asked for. */
const list: Operation<Kinesis.ListStreamsInput> = {
  access: ({ scope }) => [
    { action: 'kinesis:ListStreams', resource: '*', resourceAccount: scope.account },
  ],
  run({ world, scope, input }) {
    const { Limit = 100, NextToken, ExclusiveStartStreamName } = input;
    const after =
      NextToken === undefined
        ? (ExclusiveStartStreamName ?? '')
        : Buffer.from(NextToken, 'base64').toString();
    const names = [...dataStreams(world, scope).keys()].filter((name) => name > after).sort();
    const page = names.slice(0, Limit);
    const more = names.length > page.length;
    return {
      StreamNames: page,
      HasMoreStreams: more,
      StreamSummaries: page.flatMap((name) => {
        const stream = dataStreams(world, scope).get(name);
        if (!stream) return [];
        const { StreamName, StreamARN, StreamStatus, ...rest } = common(stream);
        const { StreamModeDetails, StreamCreationTimestamp } = rest;
        return { StreamName, StreamARN, StreamStatus, StreamModeDetails, StreamCreationTimestamp };
      }),
      ...(more && { NextToken: Buffer.from(page.at(-1) ?? '').toString('base64') }),
    };
  },
};

interface Policied {
  readonly ResourceARN?: string | undefined;
}
type PolicyCall = Parameters<Operation<Policied & { readonly Policy?: string }>['run']>[0];

/** An operation that names its stream by `ResourceARN`. */
const onPolicy = (
  action: string,
  run: (stream: DataStream, call: PolicyCall) => unknown,
): Operation<Policied & { readonly Policy?: string }> => {
  const named = (call: PolicyCall) => ({ ...call, input: { StreamARN: call.input.ResourceARN } });
  return {
    access: (call) => [streamCheck(named(call), action)],
    run: (call) => run(streamOf(named(call)), call),
  };
};

export const streamOperations: Readonly<Record<string, Operation>> = {
  CreateStream: create,
  DeleteStream: remove,
  ListStreams: list,
  DescribeStreamSummary: streamOperation<Kinesis.DescribeStreamSummaryInput>(
    'DescribeStreamSummary',
    (stream) => ({
      StreamDescriptionSummary: {
        ...common(stream),
        OpenShardCount: stream.shards.length,
        ConsumerCount: 0,
      },
    }),
  ),
  DescribeStream: streamOperation<Kinesis.DescribeStreamInput>('DescribeStream', (stream) => ({
    StreamDescription: {
      ...common(stream),
      Shards: stream.shards.map(shardDescription),
      HasMoreShards: false,
    },
  })),
  ListShards: streamOperation<Kinesis.ListShardsInput>('ListShards', (stream) => ({
    Shards: stream.shards.map(shardDescription),
  })),
  PutResourcePolicy: onPolicy('PutResourcePolicy', (stream, { world, input }) => {
    stream.policy = input.Policy ?? '';
    emitStream(world, stream, 'changed');
  }),
  GetResourcePolicy: onPolicy('GetResourcePolicy', ({ policy = '' }) => ({ Policy: policy })),
  DeleteResourcePolicy: onPolicy('DeleteResourcePolicy', (stream, { world }) => {
    delete stream.policy;
    emitStream(world, stream, 'changed');
  }),
};
