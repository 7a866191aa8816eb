import { createHash } from 'node:crypto';
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
  readonly createdAt: Date;
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

/** The stack of that name, or a new one that is not deployed yet. */
export function stackNamed(world: World, scope: Scope, name: string): Stack {
  const existing = stacksIn(world, scope).get(name);
  if (existing !== undefined) return existing;
  const { partition, account, region } = scope;
  const id = shortDigest(`${partition}|${account}|${region}|${name}`);
  return {
    name,
    id: `arn:${partition}:cloudformation:${region}:${account}:stack/${name}/${id}`,
    createdAt: world.clock.now(),
    status: 'CREATE_COMPLETE',
    resources: new Map(),
    outputs: {},
  };
}

/** Twelve characters in place of AWS's random ones: the same in every run. */
export const shortDigest = (text: string): string =>
  createHash('sha256').update(text).digest('hex').toUpperCase().slice(0, 12);
