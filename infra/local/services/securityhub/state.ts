import type { Scope, StateSlot, World } from '../../world.ts';

interface HubState {
  /** Undefined: Security Hub is not enabled in the account and region. */
  enabledAt: Date | undefined;
}

const slot: StateSlot<HubState> = {
  name: 'securityhub',
  span: 'region',
  create: () => ({ enabledAt: undefined }),
};

export const hubIn = (world: World, scope: Scope): HubState => world.state(slot, scope);
