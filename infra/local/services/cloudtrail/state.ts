import type { AdvancedEventSelector, EventSelector } from '@aws-sdk/client-cloudtrail';
import type { Scope, StateSlot, World } from '../../world.ts';

export interface Trail {
  readonly name: string;
  readonly arn: string;
  /** Where the log files go. */
  readonly bucket: string;
  readonly multiRegion: boolean;
  readonly logging: boolean;
  readonly eventSelectors: readonly EventSelector[];
  readonly advancedEventSelectors: readonly AdvancedEventSelector[];
}

/** By name. */
export type Trails = Map<string, Trail>;

const slot: StateSlot<Trails> = { name: 'cloudtrail', span: 'region', create: () => new Map() };

export const trailsOf = (world: World, scope: Scope): Trails => world.state(slot, scope);

export interface NewTrail extends Pick<Trail, 'name' | 'bucket'> {
  /** On unless given. */
  readonly logging?: boolean;
  /** Management events of all kinds unless given. */
  readonly eventSelectors?: readonly EventSelector[];
  readonly advancedEventSelectors?: readonly AdvancedEventSelector[];
}

const managementEvents: EventSelector = {
  ReadWriteType: 'All',
  IncludeManagementEvents: true,
  DataResources: [],
  ExcludeManagementEventSources: [],
};

/** Makes a trail of all regions whose home is the scope's. */
export function createTrail(world: World, scope: Scope, seed: NewTrail): Trail {
  const { partition, region, account } = scope;
  const advanced = seed.advancedEventSelectors ?? [];
  const trail: Trail = {
    name: seed.name,
    arn: `arn:${partition}:cloudtrail:${region}:${account}:trail/${seed.name}`,
    bucket: seed.bucket,
    multiRegion: true,
    logging: seed.logging ?? true,
    eventSelectors: seed.eventSelectors ?? (advanced.length > 0 ? [] : [managementEvents]),
    advancedEventSelectors: advanced,
  };
  trailsOf(world, scope).set(trail.name, trail);
  return trail;
}
