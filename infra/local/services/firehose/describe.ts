import type { DeliveryStreamDescription } from '@aws-sdk/client-firehose';
import type { DeliveryStream } from './state.ts';

/** A delivery stream has one destination, and it is always called so. */
export const destinationId = 'destinationId-000000000001';

/** @see https://docs.aws.amazon.com/firehose/latest/APIReference/API_DeliveryStreamDescription.html */
export function describeDeliveryStream(stream: DeliveryStream): DeliveryStreamDescription {
  const { source, encryption, destination } = stream;
  const { S3BackupMode: _, ...basic } = destination;
  return {
    DeliveryStreamName: stream.name,
    DeliveryStreamARN: stream.arn,
    DeliveryStreamStatus: 'ACTIVE',
    DeliveryStreamType: source ? 'KinesisStreamAsSource' : 'DirectPut',
    DeliveryStreamEncryptionConfiguration:
      encryption === undefined
        ? { Status: 'DISABLED' }
        : {
            Status: 'ENABLED',
            KeyType: encryption.keyType,
            ...(encryption.keyType === 'CUSTOMER_MANAGED_CMK' && { KeyARN: encryption.keyArn }),
          },
    VersionId: String(stream.version),
    CreateTimestamp: stream.created,
    LastUpdateTimestamp: stream.updated,
    ...(source && {
      Source: {
        KinesisStreamSourceDescription: {
          KinesisStreamARN: source.streamArn,
          RoleARN: source.roleArn,
          DeliveryStartTimestamp: stream.created,
        },
      },
    }),
    Destinations: [
      {
        DestinationId: destinationId,
        S3DestinationDescription: basic,
        ExtendedS3DestinationDescription: destination,
      },
    ],
    HasMoreDestinations: false,
  };
}
