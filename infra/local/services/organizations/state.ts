import type { Scope, StateSlot, World } from '../../world.ts';

export interface MemberAccount {
  readonly id: string;
  readonly name: string;
  readonly status: 'ACTIVE' | 'SUSPENDED';
}

export interface Organization {
  /** The account that manages it. */
  readonly management: string;
  readonly accounts: readonly MemberAccount[];
}

const slot: StateSlot<{ organization?: Organization }> = {
  name: 'organizations',
  span: 'partition',
  create: () => ({}),
};

/** The one organization of the partition, when there is one. */
export const organizationIn = (world: World, scope: Scope): Organization | undefined =>
  world.state(slot, scope).organization;

/** Makes the accounts an organization, in the order in which they will be listed. */
export function createOrganization(world: World, scope: Scope, organization: Organization): void {
  world.state(slot, scope).organization = organization;
}
