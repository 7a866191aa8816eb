import type { Place } from '#shared/connect/deployment.ts';
import type { ConnectInstance, Inventory } from '#shared/connect/inventory.ts';
import { instancesOf } from '#shared/connect/resource-use.ts';
import type { ClockPort, ConnectPort, IamPort, ListedInstance } from '#shared/ports.ts';
import { attempt, nothingKnown } from './ask-connect.ts';
import type { TakenInstance } from './learnt.ts';
import { lookUpResources, type ResourceWorld } from './look-up-resources.ts';
import type { InstanceParts, Part } from './refresh-state.ts';
import { serviceRoleOf } from './service-role.ts';

export interface DiscoveryWorld extends ResourceWorld {
  readonly connect: ConnectPort;
  readonly iam: IamPort;
  readonly clock: ClockPort;
}

/** What was found out, and what failed in a way that may pass. */
export interface Found<T> {
  readonly value: T;
  readonly failed: readonly Part[];
}

/**
 * The inventory of these instances: with their roles and what their storage names. A part that cannot
 * be read is unreadable in it and stops nothing.
 * @param told by Connect, by instance
 * @param previous the last inventory, for the ids of roles that were seen first
 */
export async function inventoryOf(
  world: DiscoveryWorld,
  place: Place,
  listed: readonly ListedInstance[],
  told: ReadonlyMap<string, TakenInstance>,
  previous: Inventory | undefined,
): Promise<Found<Inventory>> {
  const failed = listed.flatMap(({ arn }) => told.get(arn)?.failed ?? []);
  const found = await withRoles(world.iam, listed, told, previous);
  const { partition, account, region } = place;
  const { resources, failed: names } = await lookUpResources(world, place, found.value);
  const inventory: Inventory = {
    version: 2,
    partition,
    account,
    region,
    takenAt: world.clock.now().toISOString(),
    instances: { state: 'known', value: found.value },
    ...resources,
  };
  return { value: inventory, failed: [...failed, ...found.failed, ...resourcePart(names)] };
}

/** The listed instances with what Connect told of them and the roles with which they store. */
export async function withRoles(
  iam: IamPort,
  listed: readonly ListedInstance[],
  told: ReadonlyMap<string, InstanceParts>,
  previous: Inventory | undefined,
): Promise<Found<readonly ConnectInstance[]>> {
  const before = previous ? instancesOf(previous) : [];
  const taken = listed.flatMap(({ serviceRole }) => serviceRole ?? []);
  const instances: ConnectInstance[] = [];
  const failed: Part[] = [];
  for (const { arn, id, alias, serviceRole: named } of listed) {
    const { storage, attributes } = told.get(arn) ?? nothingKnown;
    const instance: ConnectInstance = {
      arn,
      id,
      ...(alias !== undefined && { alias }),
      serviceRole: { state: 'absent' },
      storage,
      attributes,
    };
    const role = await attempt('iam:GetRole', () =>
      serviceRoleOf(iam, {
        instance,
        named,
        taken,
        before: before.find((each) => each.arn === arn)?.serviceRole,
      }),
    );
    if (role.failed !== undefined) failed.push({ kind: 'instances' });
    instances.push({ ...instance, serviceRole: role.fact });
  }
  return { value: instances, failed };
}

export const resourcePart = (names: readonly string[]): readonly Part[] =>
  names.length === 0 ? [] : [{ kind: 'resources', names }];
