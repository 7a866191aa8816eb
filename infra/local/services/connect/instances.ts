import { randomBytes, randomUUID } from 'node:crypto';
import { AwsError } from '../../service.ts';
import type { Scope, World } from '../../world.ts';
import {
  createServiceRole,
  deleteServiceRole,
  grantStorageKey,
  retireStorageKey,
  updateServiceRole,
} from './service-role.ts';
import { connectState, emitInstance, type Instance, type StorageConfig } from './state.ts';

/** One association, in few words. */
export interface StorageSeed {
  /** `CALL_RECORDINGS`, …, or one that nobody knows yet. */
  readonly resourceType: string;
  /** What the other members tell, unless given. */
  readonly storageType?: string;
  readonly bucket?: string;
  readonly prefix?: string;
  /** A KMS key's ARN. */
  readonly key?: string;
  /** The ARN of a Kinesis stream or of a Firehose delivery stream. */
  readonly stream?: string;
  readonly videoStreamPrefix?: string;
}

export interface NewInstance {
  readonly id?: string;
  readonly alias?: string;
  readonly created?: Date;
  readonly status?: string;
  readonly identityManagement?: string;
  /** A service-linked role is made unless given; `null`: pre-2018, none is reported. */
  readonly serviceRole?: string | null;
  /** The role of an instance that reports none. */
  readonly actsAs?: string;
  /** Of the service-linked role's name: 20 letters and digits. */
  readonly roleSuffix?: string;
  readonly storage?: readonly StorageSeed[];
  /** By `InstanceAttributeType`, beside those of every new instance. */
  readonly attributes?: Readonly<Record<string, string>>;
}

/** What a new instance has on. Flow logs are off. */
const attributesOfNew = {
  INBOUND_CALLS: 'true',
  OUTBOUND_CALLS: 'true',
  CONTACT_LENS: 'true',
  AUTO_RESOLVE_BEST_VOICES: 'true',
  EARLY_MEDIA: 'true',
};

/**
 * Makes an instance with its service-linked role, storage and key grants.
 * @throws AwsError `DuplicateResourceException` (409) when the alias is taken.
 */
export function createInstance(world: World, scope: Scope, seed: NewInstance = {}): Instance {
  const { instances } = connectState(world, scope);
  const taken = [...instances.values()].some(
    ({ alias }) => alias !== undefined && alias === seed.alias,
  );
  if (taken) {
    throw new AwsError('DuplicateResourceException', `Alias ${seed.alias} is already in use`, 409);
  }
  const id = seed.id ?? randomUUID();
  const { partition, region, account } = scope;
  const serviceRole =
    seed.serviceRole === null
      ? undefined
      : (seed.serviceRole ?? createServiceRole(world, scope, seed.roleSuffix).arn);
  const instance: Instance = {
    id,
    arn: `arn:${partition}:connect:${region}:${account}:instance/${id}`,
    scope: { partition, account, region },
    alias: seed.alias,
    created: seed.created ?? world.clock.now(),
    identityManagement: seed.identityManagement ?? 'CONNECT_MANAGED',
    status: seed.status ?? 'ACTIVE',
    serviceRole,
    actsAs: serviceRole ?? seed.actsAs,
    storage: new Map(),
    attributes: new Map(Object.entries({ ...attributesOfNew, ...seed.attributes })),
    activity: { recordsWritten: 0, recordsDropped: [], recordingsUploaded: 0, uploadErrors: [] },
  };
  instances.set(id, instance);
  for (const association of seed.storage ?? []) {
    associateStorage(world, instance, association.resourceType, configOf(association));
  }
  emitInstance(world, instance, 'discovered');
  return instance;
}

/** Deletes an instance with its associations, grants and service-linked role. */
export function deleteInstance(world: World, instance: Instance): void {
  for (const config of [...instance.storage.values()].flat()) {
    retireStorageKey(world, instance, config);
  }
  deleteServiceRole(world, instance);
  connectState(world, instance.scope).instances.delete(instance.id);
  emitInstance(world, instance, 'deleted');
}

type UnnamedConfig = Omit<StorageConfig, 'AssociationId'>;

/** Adds an association of a resource type and lets Connect's role use it. */
export function associateStorage(
  world: World,
  instance: Instance,
  resourceType: string,
  config: UnnamedConfig,
): StorageConfig {
  const named = { ...config, AssociationId: randomBytes(32).toString('hex') };
  instance.storage.set(resourceType, [...(instance.storage.get(resourceType) ?? []), named]);
  updateServiceRole(world, instance);
  grantStorageKey(world, instance, named);
  return named;
}

/** Replaces an association, or removes it. */
export function changeStorage(
  world: World,
  instance: Instance,
  resourceType: string,
  before: StorageConfig,
  after: UnnamedConfig | undefined,
): void {
  const kept = instance.storage.get(resourceType) ?? [];
  const named = after && { ...after, AssociationId: before.AssociationId };
  instance.storage.set(
    resourceType,
    kept.flatMap((config) => (config === before ? (named ?? []) : config)),
  );
  retireStorageKey(world, instance, before);
  updateServiceRole(world, instance);
  if (named) grantStorageKey(world, instance, named);
}

function configOf(seed: StorageSeed): UnnamedConfig {
  const encryption =
    seed.key === undefined
      ? {}
      : { EncryptionConfig: { EncryptionType: 'KMS' as const, KeyId: seed.key } };
  const firehose = seed.stream?.includes(':firehose:');
  const told = { StorageType: seed.storageType ?? storageTypeOf(seed) };
  if (seed.bucket !== undefined) {
    return {
      ...told,
      S3Config: { BucketName: seed.bucket, BucketPrefix: seed.prefix ?? '', ...encryption },
    };
  }
  if (seed.videoStreamPrefix !== undefined) {
    return {
      ...told,
      KinesisVideoStreamConfig: {
        Prefix: seed.videoStreamPrefix,
        RetentionPeriodHours: 24,
        EncryptionConfig: encryption.EncryptionConfig,
      },
    };
  }
  if (seed.stream === undefined) return told;
  return firehose
    ? { ...told, KinesisFirehoseConfig: { FirehoseArn: seed.stream } }
    : { ...told, KinesisStreamConfig: { StreamArn: seed.stream } };
}

function storageTypeOf({ stream, videoStreamPrefix }: StorageSeed): string {
  if (videoStreamPrefix !== undefined) return 'KINESIS_VIDEO_STREAM';
  if (stream === undefined) return 'S3';
  return stream.includes(':firehose:') ? 'KINESIS_FIREHOSE' : 'KINESIS_STREAM';
}
