import { describeDeliveryStream } from '../../services/firehose/describe.ts';
import { deliveryStreams } from '../../services/firehose/state.ts';
import { dataStreams } from '../../services/kinesis/state.ts';
import { gone } from '../configuration-item.ts';
import type { RecordResource } from './index.ts';

// Both as their CloudFormation schemas have them, and without calls: the recorder's would count
// against limits that its customers share with it.

/** `AWS::Kinesis::Stream`. */
export const recordDataStream: RecordResource = async (world, scope, { resourceId }) => {
  const stream = dataStreams(world, scope).get(resourceId);
  if (!stream) return gone;
  return {
    created: stream.created,
    tags: {},
    configuration: {
      Name: stream.name,
      Arn: stream.arn,
      RetentionPeriodHours: stream.retentionHours,
      ShardCount: stream.shards.length,
      StreamModeDetails: { StreamMode: stream.mode },
      ...(stream.encryptionKey !== undefined && {
        StreamEncryption: { EncryptionType: 'KMS', KeyId: stream.encryptionKey },
      }),
    },
    supplementary: {},
    refused: [],
  };
};

/** `AWS::KinesisFirehose::DeliveryStream`. */
export const recordDeliveryStream: RecordResource = async (world, scope, { resourceId }) => {
  const stream = deliveryStreams(world, scope).get(resourceId);
  if (!stream) return gone;
  const { encryption, source } = stream;
  return {
    created: stream.created,
    tags: {},
    configuration: {
      DeliveryStreamName: stream.name,
      Arn: stream.arn,
      DeliveryStreamType: describeDeliveryStream(stream).DeliveryStreamType,
      ...(encryption && {
        DeliveryStreamEncryptionConfigurationInput: {
          KeyType: encryption.keyType,
          ...(encryption.keyType === 'CUSTOMER_MANAGED_CMK' && { KeyARN: encryption.keyArn }),
        },
      }),
      ...(source && {
        KinesisStreamSourceConfiguration: {
          KinesisStreamARN: source.streamArn,
          RoleARN: source.roleArn,
        },
      }),
      ExtendedS3DestinationConfiguration: stream.destination,
    },
    supplementary: {},
    refused: [],
  };
};
