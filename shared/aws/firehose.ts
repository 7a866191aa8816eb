import {
  DescribeDeliveryStreamCommand,
  type DeliveryStreamDescription as Description,
  type DestinationDescription,
  FirehoseClient,
  ListDeliveryStreamsCommand,
  type S3DestinationDescription,
} from '@aws-sdk/client-firehose';
import { isArn, parseArn } from '#shared/connect/arn.ts';
import { known } from '#shared/connect/fact.ts';
import type { DeliveryDestination, DeliveryStreamDescription } from '#shared/connect/stream.ts';
import type { DeliveryStreamPort } from '#shared/ports.ts';
import { readFact, readKnown } from './errors.ts';
import { patient } from './patient.ts';

export const firehoseClient = (): FirehoseClient => new FirehoseClient(patient);

/**
 * @param pace waits before each request: Firehose grants an account five a second in a region
 * @see https://docs.aws.amazon.com/firehose/latest/dev/limits.html
 */
export const deliveryStreamPort = (
  client: FirehoseClient,
  pace: () => Promise<void> = async () => {},
): DeliveryStreamPort => ({
  names: (type) =>
    readKnown('firehose:ListDeliveryStreams', async () => {
      const names: string[] = [];
      for (let more = true; more; ) {
        await pace();
        const answer = await client.send(
          new ListDeliveryStreamsCommand({
            Limit: 10_000,
            DeliveryStreamType: type,
            ExclusiveStartDeliveryStreamName: names.at(-1),
          }),
        );
        const page = answer.DeliveryStreamNames ?? [];
        more = answer.HasMoreDeliveryStreams === true;
        if (more && page.length === 0) {
          throw new Error('firehose:ListDeliveryStreams answered an empty page before the last');
        }
        names.push(...page);
      }
      return names;
    }),

  describe: (name) =>
    readFact('firehose:DescribeDeliveryStream', ['ResourceNotFoundException'], async () => {
      const destinations: DestinationDescription[] = [];
      for (;;) {
        await pace();
        const { DeliveryStreamDescription: page } = await client.send(
          new DescribeDeliveryStreamCommand({
            DeliveryStreamName: name,
            ExclusiveStartDestinationId: destinations.at(-1)?.DestinationId,
          }),
        );
        const more = page?.Destinations ?? [];
        destinations.push(...more);
        if (!page?.HasMoreDestinations || more.length === 0) {
          return known(described(name, page, destinations));
        }
      }
    }),
});

function described(
  name: string,
  page: Description | undefined,
  destinations: readonly DestinationDescription[],
): DeliveryStreamDescription {
  const arn = page?.DeliveryStreamARN;
  if (arn === undefined || !isArn(arn)) {
    throw new Error(`firehose:DescribeDeliveryStream answered no ARN for ${name}`);
  }
  const { KinesisStreamARN: stream, RoleARN: role } =
    page?.Source?.KinesisStreamSourceDescription ?? {};
  const encryption = page?.DeliveryStreamEncryptionConfiguration;
  return {
    arn,
    name: page?.DeliveryStreamName ?? name,
    type: page?.DeliveryStreamType ?? 'UNKNOWN',
    ...(stream !== undefined &&
      isArn(stream) &&
      role !== undefined &&
      isArn(role) && { source: { stream, role } }),
    encryption: {
      status: encryption?.Status ?? 'DISABLED',
      ...(encryption?.KeyType !== undefined && { keyType: encryption.KeyType }),
      ...(encryption?.KeyARN !== undefined && { key: encryption.KeyARN }),
    },
    destinations: destinations.flatMap(bucketsOf),
  };
}

/**
 * Every bucket that a destination writes to: as the destination itself, to stage, or as a backup.
 * Kinds that AWS adds are found too, wherever a part says `BucketARN`.
 */
function bucketsOf(destination: DestinationDescription): readonly DeliveryDestination[] {
  // An extended S3 destination is described as a plain one, too.
  const { S3DestinationDescription: plain, ...kinds } = destination;
  const all =
    kinds.ExtendedS3DestinationDescription === undefined
      ? { ...kinds, S3DestinationDescription: plain }
      : kinds;
  const found = Object.entries(all).flatMap(([kind, description]) => {
    const type = kind.replace(/DestinationDescription$/, '');
    return s3Parts(description).map((part) => destinationOf(type, part));
  });
  return [...new Map(found.map((each) => [JSON.stringify(each), each])).values()];
}

type S3Part = Partial<S3DestinationDescription> & { readonly BucketARN: string };

const isS3Part = (value: object): value is S3Part =>
  'BucketARN' in value && typeof value.BucketARN === 'string';

function s3Parts(value: unknown): readonly S3Part[] {
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.values(value).flatMap(s3Parts);
  return isS3Part(value) ? [value, ...inner] : inner;
}

function destinationOf(type: string, part: S3Part): DeliveryDestination {
  const { BucketARN, RoleARN, Prefix, EncryptionConfiguration } = part;
  if (RoleARN === undefined || !isArn(RoleARN)) {
    throw new Error(`firehose:DescribeDeliveryStream answered no role for ${BucketARN}`);
  }
  const key = EncryptionConfiguration?.KMSEncryptionConfig?.AWSKMSKeyARN;
  return {
    type,
    bucket: parseArn(BucketARN).resource,
    role: RoleARN,
    ...(Prefix && { prefix: Prefix }),
    ...(key !== undefined && { key }),
  };
}
