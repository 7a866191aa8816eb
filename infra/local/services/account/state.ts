import type { RegionOptStatus } from '@aws-sdk/client-account';
import type { Scope, StateSlot, World } from '../../world.ts';

/**
 * Regions that are enabled by default, and, disabled at first, those that an account opts in to.
 * @see https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-regions.html
 */
const regions: Readonly<Record<RegionOptStatus, readonly string[]>> = {
  ENABLED_BY_DEFAULT: [
    'us-east-1',
    'us-east-2',
    'us-west-1',
    'us-west-2',
    'ap-northeast-1',
    'ap-northeast-2',
    'ap-northeast-3',
    'ap-south-1',
    'ap-southeast-1',
    'ap-southeast-2',
    'ca-central-1',
    'eu-central-1',
    'eu-north-1',
    'eu-west-1',
    'eu-west-2',
    'eu-west-3',
    'sa-east-1',
  ],
  DISABLED: ['af-south-1', 'ap-east-1', 'eu-south-1', 'me-south-1'],
  ENABLED: [],
  ENABLING: [],
  DISABLING: [],
};

const slot: StateSlot<Map<string, RegionOptStatus>> = {
  name: 'account-regions',
  span: 'account',
  create: () =>
    new Map(
      Object.entries(regions).flatMap(([status, names]) =>
        names.map((name) => [name, status as RegionOptStatus] as const),
      ),
    ),
};

/** By name, whether an account has them. */
export const regionsOf = (world: World, scope: Scope): Map<string, RegionOptStatus> =>
  world.state(slot, scope);
