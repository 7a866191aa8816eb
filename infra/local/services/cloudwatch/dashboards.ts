import type { Scope, StateSlot, World } from '../../world.ts';

export interface Dashboard {
  readonly widgets: readonly {
    readonly properties: { readonly metrics?: readonly (readonly string[])[] };
  }[];
}

const slot: StateSlot<Map<string, Dashboard>> = {
  name: 'dashboards',
  span: 'region',
  create: () => new Map(),
};

/** By name. */
export const dashboardsIn = (world: World, scope: Scope): Map<string, Dashboard> =>
  world.state(slot, scope);
