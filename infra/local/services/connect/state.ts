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
  /** Associations by `InstanceStorageResourceType`, which is open-ended too. */
  readonly storage: Map<string, StorageConfig[]>;
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
 * Tells AWS Config of an instance's creation or deletion. Storage is no part of what Config
 * records.
 */
export function emitInstance(
  world: World,
  instance: Instance,
  change: 'discovered' | 'deleted',
): void {
  world.events.emit('resource-changed', {
    scope: instance.scope,
    resourceType: 'AWS::Connect::Instance',
    resourceId: instance.arn,
    resourceName: instance.alias ?? instance.id,
    arn: instance.arn,
    change,
  });
}
