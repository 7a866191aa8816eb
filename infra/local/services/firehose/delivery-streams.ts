import type * as Firehose from '@aws-sdk/client-firehose';
import { AwsError, type Operation } from '../../service.ts';
import {
  deliveryStreamCheck,
  deliveryStreamOf,
  deliveryStreamOperation,
  grantChecks,
  passing,
} from './access.ts';
import { describeDeliveryStream, destinationId } from './describe.ts';
import { encryptionFrom, grantKey } from './encryption.ts';
import { addDeliveryStream, deliveryStreams, emitDeliveryStream } from './state.ts';

type Destination = Firehose.ExtendedS3DestinationConfiguration;

/**
 * The destination that a call gives, with Firehose's own values where it gives none.
 * @throws AwsError `InvalidArgumentException`; `NotImplemented` for what is not delivered here.
 */
function destinationFrom(
  given: Partial<Destination> | undefined,
): Firehose.ExtendedS3DestinationDescription {
  if (!given) {
    throw new AwsError('NotImplemented', 'The embedded AWS delivers to S3 only', 501);
  }
  const { RoleARN, BucketARN, Prefix, ErrorOutputPrefix, BufferingHints } = given;
  if (RoleARN === undefined || BucketARN === undefined) {
    throw new AwsError('InvalidArgumentException', 'RoleARN and BucketARN are required');
  }
  if (`${Prefix ?? ''}${ErrorOutputPrefix ?? ''}`.includes('!{')) {
    throw new AwsError('NotImplemented', 'The embedded AWS has no prefix expressions', 501);
  }
  const compression = given.CompressionFormat ?? 'UNCOMPRESSED';
  if (compression !== 'UNCOMPRESSED' && compression !== 'GZIP') {
    throw new AwsError('NotImplemented', `The embedded AWS has no ${compression}`, 501);
  }
  return {
    RoleARN,
    BucketARN,
    Prefix: Prefix ?? '',
    ...(ErrorOutputPrefix !== undefined && { ErrorOutputPrefix }),
    BufferingHints: { SizeInMBs: 5, IntervalInSeconds: 300, ...BufferingHints },
    CompressionFormat: compression,
    EncryptionConfiguration: given.EncryptionConfiguration ?? {
      NoEncryptionConfig: 'NoEncryption',
    },
    CloudWatchLoggingOptions: given.CloudWatchLoggingOptions ?? { Enabled: false },
    S3BackupMode: 'Disabled',
  };
}

const create: Operation<Firehose.CreateDeliveryStreamInput> = {
  access: (call) => [
    deliveryStreamCheck(call, 'CreateDeliveryStream'),
    ...passing(call, [
      call.input.KinesisStreamSourceConfiguration?.RoleARN,
      (call.input.ExtendedS3DestinationConfiguration ?? call.input.S3DestinationConfiguration)
        ?.RoleARN,
    ]),
    ...grantChecks(call, call.input.DeliveryStreamEncryptionConfigurationInput?.KeyARN),
  ],
  run({ world, scope, input }) {
    const { KinesisStreamSourceConfiguration: source } = input;
    const { DeliveryStreamEncryptionConfigurationInput: sse } = input;
    const type = input.DeliveryStreamType ?? 'DirectPut';
    const fits = source ? type === 'KinesisStreamAsSource' : type === 'DirectPut';
    if (!fits) {
      throw new AwsError('InvalidArgumentException', `The source does not fit ${type}`);
    }
    if (source && sse) {
      throw new AwsError('InvalidArgumentException', 'Encryption is only for DirectPut');
    }
    const encryption = sse && encryptionFrom(world, scope, sse);
    const stream = addDeliveryStream(world, scope, {
      name: input.DeliveryStreamName ?? '',
      ...(source && {
        source: { streamArn: source.KinesisStreamARN ?? '', roleArn: source.RoleARN ?? '' },
      }),
      ...(encryption && { encryption }),
      destination: destinationFrom(
        input.ExtendedS3DestinationConfiguration ?? input.S3DestinationConfiguration,
      ),
    });
    if (encryption) grantKey(world, scope, encryption);
    return { DeliveryStreamARN: stream.arn };
  },
};

const list: Operation<Firehose.ListDeliveryStreamsInput> = {
  access: ({ scope }) => [
    { action: 'firehose:ListDeliveryStreams', resource: '*', resourceAccount: scope.account },
  ],
  run({ world, scope, input }) {
    const { Limit = 10, DeliveryStreamType: type } = input;
    const { ExclusiveStartDeliveryStreamName: after = '' } = input;
    const names = [...deliveryStreams(world, scope).values()]
      .filter(
        ({ source }) =>
          type === undefined || (source ? 'KinesisStreamAsSource' : 'DirectPut') === type,
      )
      .map(({ name }) => name)
      .filter((name) => name > after)
      .sort();
    const page = names.slice(0, Limit);
    return { DeliveryStreamNames: page, HasMoreDeliveryStreams: names.length > page.length };
  },
};

const update: Operation<Firehose.UpdateDestinationInput> = {
  access: (call) => [
    deliveryStreamCheck(call, 'UpdateDestination'),
    ...passing(call, [call.input.ExtendedS3DestinationUpdate?.RoleARN]),
  ],
  run(call) {
    const stream = deliveryStreamOf(call);
    const { CurrentDeliveryStreamVersionId: version, DestinationId: id } = call.input;
    if (version !== String(stream.version)) {
      throw new AwsError(
        'ConcurrentModificationException',
        `Cannot update firehose: ${stream.name} since the current version id: ${stream.version} and specified version id: ${version} do not match`,
      );
    }
    if (id !== destinationId) {
      throw new AwsError('InvalidArgumentException', `Destination Id ${id} not found`);
    }
    const given = call.input.ExtendedS3DestinationUpdate ?? call.input.S3DestinationUpdate;
    const changed = Object.entries(given ?? {}).filter(([, value]) => value !== undefined);
    stream.destination = destinationFrom({ ...stream.destination, ...Object.fromEntries(changed) });
    stream.version += 1;
    stream.updated = call.world.clock.now();
    emitDeliveryStream(call.world, stream, 'changed');
  },
};

export const deliveryStreamOperations: Readonly<Record<string, Operation>> = {
  CreateDeliveryStream: create,
  UpdateDestination: update,
  ListDeliveryStreams: list,
  DescribeDeliveryStream: deliveryStreamOperation<Firehose.DescribeDeliveryStreamInput>(
    'DescribeDeliveryStream',
    (stream) => ({ DeliveryStreamDescription: describeDeliveryStream(stream) }),
  ),
  DeleteDeliveryStream: deliveryStreamOperation<Firehose.DeleteDeliveryStreamInput>(
    'DeleteDeliveryStream',
    (stream, { world }) => {
      deliveryStreams(world, stream.scope).delete(stream.name);
      emitDeliveryStream(world, stream, 'deleted');
    },
  ),
};
