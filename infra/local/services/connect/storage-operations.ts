import {
  type AssociateInstanceStorageConfigRequest,
  type DescribeInstanceStorageConfigRequest,
  type DisassociateInstanceStorageConfigRequest,
  type InstanceStorageConfig,
  InstanceStorageResourceType,
  type ListInstanceStorageConfigsRequest,
  type UpdateInstanceStorageConfigRequest,
} from '@aws-sdk/client-connect';
import { type AccessCheck, AwsError, type Call, type Operation } from '../../service.ts';
import { keyCheck } from '../kms/access.ts';
import { findKey } from '../kms/key-lookup.ts';
import { bucketCheck } from '../s3/bucket-access.ts';
import { bucketState } from '../s3/state.ts';
import { dependent, instanceCheck, instanceOf, pageOf } from './instance-operations.ts';
import { associateStorage, changeStorage } from './instances.ts';
import { connectState, type Instance, type StorageConfig } from './state.ts';

interface TypedInput {
  readonly InstanceId?: string | undefined;
  readonly ResourceType?: string | undefined;
}

/** @throws AwsError `InvalidParameterException` (400) for a type that neither AWS nor a seed has. */
function resourceTypeOf({ world, scope, input }: Call<TypedInput>): string {
  const name = input.ResourceType ?? '';
  const known: readonly string[] = Object.values(InstanceStorageResourceType);
  const seeded = [...connectState(world, scope).instances.values()].some(({ storage }) =>
    storage.has(name),
  );
  if (known.includes(name) || seeded) return name;
  throw new AwsError('InvalidParameterException', `ResourceType ${name} is not valid`);
}

function associationOf(call: Call<TypedInput & { readonly AssociationId?: string | undefined }>): {
  instance: Instance;
  type: string;
  config: StorageConfig;
} {
  const instance = instanceOf(call);
  const type = resourceTypeOf(call);
  const config = instance.storage
    .get(type)
    ?.find(({ AssociationId }) => AssociationId === call.input.AssociationId);
  if (config) return { instance, type, config };
  throw new AwsError('ResourceNotFoundException', 'Storage association not found', 404);
}

const typedCheck = (call: Call<TypedInput>, action: string): AccessCheck =>
  instanceCheck(call, action, { 'connect:StorageResourceType': call.input.ResourceType ?? '' });

/**
 * What the caller must be allowed when storage changes: Connect looks at the new place, takes a
 * grant on its key and writes its own role's policy, all in the caller's name.
 */
function storageChecks(
  call: Call<TypedInput & { readonly StorageConfig?: InstanceStorageConfig | undefined }>,
): readonly AccessCheck[] {
  const { world, scope, input } = call;
  const config: Partial<InstanceStorageConfig> = input.StorageConfig ?? {};
  const { S3Config, KinesisStreamConfig, KinesisFirehoseConfig, KinesisVideoStreamConfig } = config;
  const encryption = S3Config?.EncryptionConfig ?? KinesisVideoStreamConfig?.EncryptionConfig;
  const bucket = S3Config?.BucketName && bucketState(world, scope, S3Config.BucketName);
  const key = encryption?.KeyId && findKey(world, scope, encryption.KeyId);
  const role = connectState(world, scope).instances.get(input.InstanceId ?? '')?.serviceRole;
  return [
    ...dependent(call, ['ds:DescribeDirectories']),
    ...(role ? dependent(call, ['iam:PutRolePolicy'], role) : []),
    ...(bucket
      ? ['GetBucketAcl', 'GetBucketLocation'].map((action) => bucketCheck(call, bucket, action))
      : []),
    ...(key
      ? [
          keyCheck(call, key, 'DescribeKey', { viaService: 'connect' }),
          keyCheck(call, key, 'CreateGrant', {
            viaService: 'connect',
            context: { 'kms:GrantIsForAWSResource': 'true' },
          }),
        ]
      : []),
    ...(KinesisStreamConfig?.StreamArn
      ? dependent(call, ['kinesis:DescribeStream'], KinesisStreamConfig.StreamArn)
      : []),
    ...(KinesisFirehoseConfig?.FirehoseArn
      ? dependent(call, ['firehose:DescribeDeliveryStream'], KinesisFirehoseConfig.FirehoseArn)
      : []),
  ];
}

/**
 * The configuration that a call gives.
 * @throws AwsError `InvalidRequestException` (400) when its parts do not fit its type, or its
 *   bucket or key does not exist.
 */
function givenConfig({
  world,
  scope,
  input,
}: Call<{ readonly StorageConfig?: InstanceStorageConfig | undefined }>): Omit<
  StorageConfig,
  'AssociationId'
> {
  const given: Partial<InstanceStorageConfig> = input.StorageConfig ?? {};
  const { AssociationId: _, StorageType = '', ...parts } = given;
  const part = {
    S3: parts.S3Config,
    KINESIS_STREAM: parts.KinesisStreamConfig,
    KINESIS_FIREHOSE: parts.KinesisFirehoseConfig,
    KINESIS_VIDEO_STREAM: parts.KinesisVideoStreamConfig,
  }[StorageType as string];
  if (!part) {
    throw new AwsError(
      'InvalidRequestException',
      `No configuration for storage type ${StorageType}`,
    );
  }
  const bucket = parts.S3Config?.BucketName;
  if (bucket !== undefined && !bucketState(world, scope, bucket)) {
    throw new AwsError('InvalidRequestException', `Bucket ${bucket} does not exist`);
  }
  const key = (parts.S3Config ?? parts.KinesisVideoStreamConfig)?.EncryptionConfig?.KeyId;
  if (key !== undefined && !findKey(world, scope, key)) {
    throw new AwsError('InvalidRequestException', `Key ${key} does not exist`);
  }
  return { StorageType, ...parts };
}

const listStorageConfigs: Operation<ListInstanceStorageConfigsRequest> = {
  access: (call) => [instanceCheck(call, 'ListInstanceStorageConfigs')],
  run: (call) => {
    const instance = instanceOf(call);
    const page = pageOf(instance.storage.get(resourceTypeOf(call)) ?? [], call.input);
    return { StorageConfigs: page.rows, ...page.more };
  },
};

const describeStorageConfig: Operation<DescribeInstanceStorageConfigRequest> = {
  access: (call) => [typedCheck(call, 'DescribeInstanceStorageConfig')],
  run: (call) => ({ StorageConfig: associationOf(call).config }),
};

const associateStorageConfig: Operation<AssociateInstanceStorageConfigRequest> = {
  access: (call) => [typedCheck(call, 'AssociateInstanceStorageConfig'), ...storageChecks(call)],
  run: (call) => {
    const instance = instanceOf(call);
    const type = resourceTypeOf(call);
    if ((instance.storage.get(type) ?? []).length > 0) {
      throw new AwsError(
        'ResourceConflictException',
        `${type} has a storage association already`,
        409,
      );
    }
    const config = associateStorage(call.world, instance, type, givenConfig(call));
    return { AssociationId: config.AssociationId };
  },
};

const updateStorageConfig: Operation<UpdateInstanceStorageConfigRequest> = {
  access: (call) => [typedCheck(call, 'UpdateInstanceStorageConfig'), ...storageChecks(call)],
  run: (call) => {
    const { instance, type, config } = associationOf(call);
    changeStorage(call.world, instance, type, config, givenConfig(call));
  },
};

const disassociateStorageConfig: Operation<DisassociateInstanceStorageConfigRequest> = {
  access: (call) => [typedCheck(call, 'DisassociateInstanceStorageConfig')],
  run: (call) => {
    const { instance, type, config } = associationOf(call);
    changeStorage(call.world, instance, type, config, undefined);
  },
};

export const storageOperations: Readonly<Record<string, Operation>> = {
  ListInstanceStorageConfigs: listStorageConfigs,
  DescribeInstanceStorageConfig: describeStorageConfig,
  AssociateInstanceStorageConfig: associateStorageConfig,
  UpdateInstanceStorageConfig: updateStorageConfig,
  DisassociateInstanceStorageConfig: disassociateStorageConfig,
};
