import type { Scope, StateSlot, World } from '../world.ts';
import type { DeployedResource } from './intrinsics.ts';
import type { Json, JsonObject } from './json.ts';

/** A resource of a stack as it was last deployed. */
export interface StackResource {
  readonly logicalId: string;
  readonly type: string;
  /** Evaluated. */
  readonly properties: JsonObject;
  readonly deployed: DeployedResource;
  readonly deletionPolicy: 'Delete' | 'Retain';
}

export type StackStatus =
  | 'CREATE_COMPLETE'
  | 'UPDATE_COMPLETE'
  | 'ROLLBACK_COMPLETE'
  | 'UPDATE_ROLLBACK_COMPLETE';

export interface Stack {
  readonly name: string;
  readonly id: string;
  status: StackStatus;
  /** In the order in which they were made. */
  resources: ReadonlyMap<string, StackResource>;
  outputs: Readonly<Record<string, Json>>;
}

/** By name. */
export type Stacks = Map<string, Stack>;

const slot: StateSlot<Stacks> = {
  name: 'cloudformation',
  span: 'region',
  create: () => new Map(),
};

export const stacksIn = (world: World, scope: Scope): Stacks => world.state(slot, scope);
