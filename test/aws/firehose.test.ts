import { FirehoseClient } from '@aws-sdk/client-firehose';
import { describe, expect, it } from '@jest/globals';
import { deliveryStreamPort } from '#shared/aws/firehose.ts';
import { type Answer, json, jsonError, withStandIn } from './stand-in.ts';

const role = 'arn:aws:iam::111122223333:role/delivers';
const s3 = (bucket: string) => ({
  RoleARN: role,
  BucketARN: `arn:aws:s3:::${bucket}`,
  BufferingHints: {},
  CompressionFormat: 'GZIP',
  EncryptionConfiguration: { NoEncryptionConfig: 'NoEncryption' },
});

const answering = <T>(
  answer: (body: Readonly<Record<string, unknown>>) => Answer,
  use: (port: ReturnType<typeof deliveryStreamPort>) => Promise<T>,
) =>
  withStandIn(
    ({ body }) => answer(JSON.parse(body)),
    ({ client }) => use(deliveryStreamPort(new FirehoseClient(client))),
  );

const described = (destinations: readonly unknown[], more: object = {}) =>
  json({
    DeliveryStreamDescription: {
      DeliveryStreamName: 'd',
      DeliveryStreamARN: 'arn:aws:firehose:eu-central-1:111122223333:deliverystream/d',
      DeliveryStreamStatus: 'ACTIVE',
      DeliveryStreamType: 'DirectPut',
      VersionId: '1',
      Destinations: destinations,
      HasMoreDestinations: false,
      ...more,
    },
  });

const bucketsOf = (destinations: readonly unknown[]) =>
  answering(
    () => described(destinations),
    async (port) => {
      const found = await port.describe('d');
      return found.state === 'known'
        ? found.value.destinations.map(({ type, bucket }) => `${type} ${bucket}`)
        : found;
    },
  );

describe('delivery streams', () => {
  it('are listed on as many pages as there are', () =>
    answering(
      ({ ExclusiveStartDeliveryStreamName: after }) =>
        after === undefined
          ? json({ DeliveryStreamNames: ['a', 'b'], HasMoreDeliveryStreams: true })
          : json({ DeliveryStreamNames: [`after-${after}`], HasMoreDeliveryStreams: false }),
      async (port) =>
        expect(await port.names()).toEqual({ state: 'known', value: ['a', 'b', 'after-b'] }),
    ));

  it('whose list never ends are an error', () =>
    answering(
      () => json({ DeliveryStreamNames: [], HasMoreDeliveryStreams: true }),
      async (port) => expect(port.names()).rejects.toThrow('firehose:ListDeliveryStreams'),
    ));

  it('tell every bucket, also those that records are staged in or backed up to', async () => {
    const extended = { ...s3('main'), S3BackupMode: 'Enabled', S3BackupDescription: s3('backup') };
    expect(
      await bucketsOf([
        {
          DestinationId: '1',
          S3DestinationDescription: s3('main'),
          ExtendedS3DestinationDescription: extended,
        },
      ]),
    ).toEqual(['ExtendedS3 main', 'ExtendedS3 backup']);
    const redshift = {
      RoleARN: role,
      ClusterJDBCURL: 'jdbc:redshift://c',
      CopyCommand: { DataTableName: 't' },
      S3DestinationDescription: s3('staged'),
    };
    expect(
      await bucketsOf([{ DestinationId: '1', RedshiftDestinationDescription: redshift }]),
    ).toEqual(['Redshift staged']);
  });

  it('deliver nowhere when there is no bucket', async () => {
    expect(await bucketsOf([{ DestinationId: '1' }])).toEqual([]);
  });

  it('tell the key of what is put to them', () =>
    answering(
      () =>
        described([], {
          DeliveryStreamEncryptionConfiguration: {
            Status: 'ENABLED',
            KeyType: 'CUSTOMER_MANAGED_CMK',
            KeyARN: 'arn:aws:kms:eu-central-1:111122223333:key/k',
          },
        }),
      async (port) =>
        expect(await port.describe('d')).toMatchObject({
          value: { encryption: { status: 'ENABLED', key: expect.stringMatching(/key\/k$/) } },
        }),
    ));

  it('are an error when AWS is broken, never absent', () =>
    answering(
      () => jsonError('ServiceUnavailableException', 'slow down', 503),
      async (port) =>
        expect(port.describe('d')).rejects.toMatchObject({
          action: 'firehose:DescribeDeliveryStream',
          code: 'ServiceUnavailableException',
        }),
    ));
});
