import {
  ConnectClient,
  DescribeInstanceAttributeCommand,
  type InstanceAttributeType,
  type InstanceStorageConfig,
  type InstanceStorageResourceType,
  type InstanceSummary,
  ListInstanceStorageConfigsCommand,
  ListInstancesCommand,
} from '@aws-sdk/client-connect';
import { type Arn, isArn, parseArn } from '#shared/connect/arn.ts';
import { absent, type Fact } from '#shared/connect/fact.ts';
import type { StorageAssociation } from '#shared/connect/inventory.ts';
import type { ConnectPort, ListedInstance } from '#shared/ports.ts';
import { AwsCallFailed, readKnown } from './errors.ts';
import { allPages } from './pages.ts';
import { patient } from './patient.ts';

/** One attempt: a repeated one would not be counted by the pace that the caller keeps to. */
export const connectClient = (): ConnectClient => new ConnectClient({ ...patient, maxAttempts: 1 });

/**
 * @param pace waits before each request: Connect grants an account two a second in a region
 * @see https://docs.aws.amazon.com/connect/latest/APIReference/API_ListInstanceStorageConfigs.html
 */
export const connectPort = (client: ConnectClient, pace: () => Promise<void>): ConnectPort => ({
  listInstances: () =>
    readKnown('connect:ListInstances', async () => {
      const summaries = await allPages(async (NextToken) => {
        await pace();
        const answer = await client.send(new ListInstancesCommand({ NextToken }));
        return { items: answer.InstanceSummaryList ?? [], next: answer.NextToken };
      });
      return summaries.map(listedInstance);
    }),

  listStorage: (instance, resourceType) =>
    absentWhenUnknown(resourceType, () =>
      readKnown('connect:ListInstanceStorageConfigs', async () => {
        const configs = await allPages(async (NextToken) => {
          await pace();
          const answer = await client.send(
            new ListInstanceStorageConfigsCommand({
              InstanceId: instanceId(instance),
              // Open-ended on purpose: AWS adds values before the SDK knows them.
              ResourceType: resourceType as InstanceStorageResourceType,
              NextToken,
            }),
          );
          return { items: answer.StorageConfigs ?? [], next: answer.NextToken };
        });
        return configs.map((config) => storageAssociation(resourceType, config));
      }),
    ),

  attribute: (instance, attributeType) =>
    absentWhenUnknown(attributeType, () =>
      readKnown('connect:DescribeInstanceAttribute', async () => {
        await pace();
        const { Attribute } = await client.send(
          new DescribeInstanceAttributeCommand({
            InstanceId: instanceId(instance),
            AttributeType: attributeType as InstanceAttributeType,
          }),
        );
        if (Attribute?.Value === undefined) {
          throw new Error(`connect:DescribeInstanceAttribute answered no ${attributeType}`);
        }
        return Attribute.Value;
      }),
    ),
});

const instanceId = (instance: Arn): string =>
  parseArn(instance).resource.replace(/^instance\//, '');

function listedInstance({ Arn, Id, InstanceAlias, ServiceRole, InstanceStatus }: InstanceSummary) {
  if (Arn === undefined || !isArn(Arn)) {
    throw new Error(`connect:ListInstances answered an instance without ARN: ${Id ?? 'no id'}`);
  }
  return {
    arn: Arn,
    id: Id ?? instanceId(Arn),
    ...(InstanceAlias !== undefined && { alias: InstanceAlias }),
    ...(ServiceRole !== undefined && isArn(ServiceRole) && { serviceRole: ServiceRole }),
    ...(InstanceStatus !== undefined && { status: InstanceStatus }),
  } satisfies ListedInstance;
}

function storageAssociation(
  resourceType: string,
  config: InstanceStorageConfig,
): StorageAssociation {
  const { S3Config, KinesisVideoStreamConfig, KinesisStreamConfig, KinesisFirehoseConfig } = config;
  const stream = KinesisStreamConfig?.StreamArn ?? KinesisFirehoseConfig?.FirehoseArn;
  const key = (S3Config ?? KinesisVideoStreamConfig)?.EncryptionConfig?.KeyId;
  return {
    ...(config.AssociationId !== undefined && { associationId: config.AssociationId }),
    resourceType,
    storageType: config.StorageType ?? 'UNKNOWN',
    ...(S3Config?.BucketName !== undefined && { bucket: S3Config.BucketName }),
    ...(S3Config?.BucketPrefix !== undefined && { prefix: S3Config.BucketPrefix }),
    ...(stream !== undefined && isArn(stream) && { stream }),
    ...(KinesisVideoStreamConfig?.Prefix !== undefined && {
      videoStreamPrefix: KinesisVideoStreamConfig.Prefix,
    }),
    ...(key !== undefined && { key }),
  };
}

const refusesParameter = new Set(['InvalidParameterException', 'InvalidRequestException']);

/** Only a refusal that names the type says that AWS does not know it here. */
async function absentWhenUnknown<T>(
  resourceType: string,
  read: () => Promise<Fact<T>>,
): Promise<Fact<T>> {
  try {
    return await read();
  } catch (error) {
    const aboutType =
      error instanceof AwsCallFailed &&
      refusesParameter.has(error.code) &&
      (/(resource|attribute)\s?type/i.test(error.message) || error.message.includes(resourceType));
    if (aboutType) return absent;
    throw error;
  }
}
