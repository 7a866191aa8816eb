import type { InstanceStorageConfig } from '@aws-sdk/client-connect';
import type { Scope, StateSlot, World } from '../../world.ts';

/** One storage association. `StorageType` is open-ended: AWS adds values. */
export type StorageConfig = Omit<InstanceStorageConfig, 'AssociationId' | 'StorageType'> & {
  readonly AssociationId: string;
  readonly StorageType: string;
};

export interface Instance {
  readonly id: string;
  readonly arn: string;
  readonly scope: Scope;
  readonly alias: string | undefined;
  readonly created: Date;
  readonly identityManagement: string;
  readonly status: string;
  /** Some instances made before 2018-10-17 report none. */
  readonly serviceRole: string | undefined;
  /** The role by which it stores, reported or not. */
  readonly actsAs: string | undefined;
  /** Associations by `InstanceStorageResourceType`, which is open-ended too. */
  readonly storage: Map<string, StorageConfig[]>;
  /** By `InstanceAttributeType`; those that are not here are `false`. */
  readonly attributes: Map<string, string>;
  /** What became of what it wrote. */
  readonly activity: StorageActivity;
}

/** What customers see of it only in CloudWatch, if at all. */
export interface StorageActivity {
  recordsWritten: number;
  /** Contact records that are lost: Connect does not say so. */
  readonly recordsDropped: StorageFault[];
  recordingsUploaded: number;
  /** Behind CloudWatch's metric `CallRecordingUploadError`. */
  readonly uploadErrors: StorageFault[];
}

export interface StorageFault {
  readonly at: Date;
  /** The ARN of the stream, or the bucket's name. */
  readonly target: string;
  /** As AWS answered Connect's role. */
  readonly code: string;
  readonly message: string;
}

export interface ConnectState {
  /** By id, in the order of creation. */
  readonly instances: Map<string, Instance>;
}

const connectSlot: StateSlot<ConnectState> = {
  name: 'connect',
  span: 'region',
  create: () => ({ instances: new Map() }),
};

export const connectState = (world: World, scope: Scope): ConnectState =>
  world.state(connectSlot, scope);

/**
 * Tells AWS Config of an instance's creation, change or deletion. Storage is no part of what Config
 * records.
 */
export function emitInstance(
  world: World,
  instance: Instance,
  change: 'discovered' | 'changed' | 'deleted',
): void {
  world.events.emit('resource-changed', {
    scope: instance.scope,
    resourceType: 'AWS::Connect::Instance',
    resourceId: world.unconfirmed['config-names-connect-instances-by-arn']
      ? instance.arn
      : instance.id,
    resourceName: instance.alias ?? instance.id,
    arn: instance.arn,
    change,
  });
}
