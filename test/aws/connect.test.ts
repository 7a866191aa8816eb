import { ConnectClient } from '@aws-sdk/client-connect';
import { describe, expect, it } from '@jest/globals';
import { connectPort } from '#shared/aws/connect.ts';
import { type Answer, json, jsonError, type Received, withStandIn } from './stand-in.ts';

const instance =
  'arn:aws:connect:eu-central-1:111122223333:instance/3f1a2b3c-4d5e-6f70-8192-a3b4c5d6e7f8';
const role =
  'arn:aws:iam::111122223333:role/aws-service-role/connect.amazonaws.com/AWSServiceRoleForAmazonConnect_abcdefghij0123456789';

const answering = <T>(
  answer: (request: Received) => Answer,
  use: (
    connect: ReturnType<typeof connectPort>,
    received: readonly Received[],
    paces: () => number,
  ) => Promise<T>,
) =>
  withStandIn(answer, ({ client, received }) => {
    let paces = 0;
    const pace = async () => {
      paces += 1;
    };
    return use(connectPort(new ConnectClient(client), pace), received, () => paces);
  });

describe('listing instances', () => {
  it('reads every page, pacing each request', () =>
    answering(
      ({ path }) =>
        path.includes('nextToken')
          ? json({ InstanceSummaryList: [{ Arn: `${instance}9`, Id: 'b' }] })
          : json({
              InstanceSummaryList: [
                {
                  Arn: instance,
                  Id: '3f1a2b3c-4d5e-6f70-8192-a3b4c5d6e7f8',
                  InstanceAlias: 'support',
                  ServiceRole: role,
                  InstanceStatus: 'ACTIVE',
                },
              ],
              NextToken: 'more',
            }),
      async (connect, _, paces) => {
        expect(await connect.listInstances()).toEqual({
          state: 'known',
          value: [
            {
              arn: instance,
              id: '3f1a2b3c-4d5e-6f70-8192-a3b4c5d6e7f8',
              alias: 'support',
              serviceRole: role,
              status: 'ACTIVE',
            },
            { arn: `${instance}9`, id: 'b' },
          ],
        });
        expect(paces()).toBe(2);
      },
    ));

  it('is unreadable, not none, when access is denied', () =>
    answering(
      () => jsonError('AccessDeniedException', 'not authorized', 403),
      async (connect) => {
        expect(await connect.listInstances()).toEqual({
          state: 'unreadable',
          why: {
            action: 'connect:ListInstances',
            code: 'AccessDeniedException',
            message: 'not authorized',
          },
        });
      },
    ));

  it('throws when it is throttled', () =>
    answering(
      () => jsonError('ThrottlingException', 'Rate exceeded', 429),
      async (connect) => {
        await expect(connect.listInstances()).rejects.toThrow(
          'connect:ListInstances: ThrottlingException: Rate exceeded',
        );
      },
    ));

  it('ends with an error when the same page token comes twice', () =>
    answering(
      () => json({ InstanceSummaryList: [], NextToken: 'again' }),
      async (connect) => {
        await expect(connect.listInstances()).rejects.toThrow('same page token twice');
      },
    ));
});

describe('listing storage', () => {
  it('asks for the instance by its id and reads every association of every page', () =>
    answering(
      ({ path }) =>
        path.includes('nextToken')
          ? json({
              StorageConfigs: [
                {
                  StorageType: 'KINESIS_FIREHOSE',
                  KinesisFirehoseConfig: {
                    FirehoseArn:
                      'arn:aws:firehose:eu-central-1:111122223333:deliverystream/contact-records',
                  },
                },
              ],
            })
          : json({
              StorageConfigs: [
                {
                  AssociationId: 'abc123',
                  StorageType: 'S3',
                  S3Config: {
                    BucketName: 'amazon-connect-1a2b3c4d5e6f',
                    BucketPrefix: 'connect/support/CallRecordings',
                    EncryptionConfig: {
                      EncryptionType: 'KMS',
                      KeyId: 'arn:aws:kms:eu-central-1:111122223333:key/1234abcd',
                    },
                  },
                },
              ],
              NextToken: 'more',
            }),
      async (connect, received) => {
        expect(await connect.listStorage(instance, 'CALL_RECORDINGS')).toEqual({
          state: 'known',
          value: [
            {
              associationId: 'abc123',
              resourceType: 'CALL_RECORDINGS',
              storageType: 'S3',
              bucket: 'amazon-connect-1a2b3c4d5e6f',
              prefix: 'connect/support/CallRecordings',
              key: 'arn:aws:kms:eu-central-1:111122223333:key/1234abcd',
            },
            {
              resourceType: 'CALL_RECORDINGS',
              storageType: 'KINESIS_FIREHOSE',
              stream: 'arn:aws:firehose:eu-central-1:111122223333:deliverystream/contact-records',
            },
          ],
        });
        expect(received[0]?.path).toContain(
          '/instance/3f1a2b3c-4d5e-6f70-8192-a3b4c5d6e7f8/storage-configs',
        );
      },
    ));

  it('passes values through that the SDK does not know', () =>
    answering(
      () => json({ StorageConfigs: [{ StorageType: 'S3_TABLES' }] }),
      async (connect, received) => {
        expect(await connect.listStorage(instance, 'HOLOGRAM_RECORDINGS')).toEqual({
          state: 'known',
          value: [{ resourceType: 'HOLOGRAM_RECORDINGS', storageType: 'S3_TABLES' }],
        });
        expect(received[0]?.path).toContain('resourceType=HOLOGRAM_RECORDINGS');
      },
    ));

  it('is absent when AWS refuses the resource type itself', () =>
    answering(
      () => jsonError('InvalidParameterException', 'ResourceType is not valid', 400),
      async (connect) => {
        expect(await connect.listStorage(instance, 'HOLOGRAM_RECORDINGS')).toEqual({
          state: 'absent',
        });
      },
    ));

  it('is not absent when AWS refuses something else', () =>
    answering(
      () => jsonError('InvalidParameterException', 'InstanceId is not valid', 400),
      async (connect) => {
        await expect(connect.listStorage(instance, 'CALL_RECORDINGS')).rejects.toThrow(
          'InstanceId is not valid',
        );
      },
    ));
});
