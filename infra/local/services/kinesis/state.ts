import { AwsError } from '../../service.ts';
import type { Scope, StateSlot, World } from '../../world.ts';

export interface StreamRecord {
  /** Rises by one in a shard. */
  readonly sequence: number;
  readonly partitionKey: string;
  readonly data: Uint8Array;
  readonly arrived: Date;
  /** The ARN of the KMS key that it was encrypted with. */
  readonly key?: string;
}

export interface Shard {
  readonly id: string;
  readonly records: StreamRecord[];
}

export interface DataStream {
  readonly name: string;
  readonly arn: string;
  readonly scope: Scope;
  readonly created: Date;
  readonly mode: 'PROVISIONED' | 'ON_DEMAND';
  readonly shards: readonly Shard[];
  readonly retentionHours: number;
  /** The key as it was given: an id, ARN, alias name or alias ARN. Absent: not encrypted. */
  encryptionKey?: string;
  /** The text of its resource policy. */
  policy?: string;
}

/** By name. */
export type DataStreams = Map<string, DataStream>;

const slot: StateSlot<DataStreams> = { name: 'kinesis', span: 'region', create: () => new Map() };

export const dataStreams = (world: World, scope: Scope): DataStreams => world.state(slot, scope);

/** The stream of that ARN, of any account and region. */
export function streamWithArn(world: World, arn: string): DataStream | undefined {
  const [, partition = '', , region = '', account = '', resource = ''] = arn.split(':');
  const name = resource.slice('stream/'.length);
  return dataStreams(world, { partition, region, account }).get(name);
}

export interface NewStream {
  readonly name: string;
  /** A KMS key by id, ARN or alias (`alias/aws/kinesis` is AWS's own); not encrypted unless given. */
  readonly key?: string;
  /** 1 unless given. */
  readonly shards?: number;
  readonly mode?: 'PROVISIONED' | 'ON_DEMAND';
  readonly policy?: string;
}

/** Makes a stream, active at once. @throws AwsError `ResourceInUseException` when there is one. */
export function createStream(world: World, scope: Scope, seed: NewStream): DataStream {
  const streams = dataStreams(world, scope);
  const { partition, region, account } = scope;
  const { name } = seed;
  if (streams.has(name)) {
    throw new AwsError(
      'ResourceInUseException',
      `Stream ${name} under account ${account} already exists.`,
    );
  }
  const mode = seed.mode ?? 'PROVISIONED';
  const count = seed.shards ?? (mode === 'ON_DEMAND' ? 4 : 1);
  const stream: DataStream = {
    name,
    arn: `arn:${partition}:kinesis:${region}:${account}:stream/${name}`,
    scope: { partition, account, region },
    created: world.clock.now(),
    mode,
    shards: Array.from({ length: count }, (_, index) => ({
      id: `shardId-${String(index).padStart(12, '0')}`,
      records: [],
    })),
    retentionHours: 24,
    ...(seed.key !== undefined && { encryptionKey: seed.key }),
    ...(seed.policy !== undefined && { policy: seed.policy }),
  };
  streams.set(name, stream);
  emitStream(world, stream, 'discovered');
  return stream;
}

/** Tells AWS Config of a stream's creation, change or deletion. */
export function emitStream(
  world: World,
  { scope, name, arn }: DataStream,
  change: 'discovered' | 'changed' | 'deleted',
): void {
  world.events.emit('resource-changed', {
    scope,
    resourceType: 'AWS::Kinesis::Stream',
    resourceId: name,
    resourceName: name,
    arn,
    change,
  });
}
