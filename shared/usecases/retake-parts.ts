import type { Place } from '#shared/connect/deployment.ts';
import type { ConnectInstance, Inventory } from '#shared/connect/inventory.ts';
import { instancesOf } from '#shared/connect/resource-use.ts';
import type { ListedInstance } from '#shared/ports.ts';
import {
  askPart,
  attempt,
  type InstancePart,
  listInstances,
  nothingKnown,
  partsOf,
  unasked,
} from './ask-connect.ts';
import { lookUpResources } from './look-up-resources.ts';
import type { InstanceParts, Part } from './refresh-state.ts';
import { serviceRoleOf } from './service-role.ts';
import { again } from './sweep-connect.ts';
import { type DiscoveryWorld, type Found, resourcePart, withRoles } from './take-inventory.ts';

/**
 * Takes these parts anew and nothing else: one request to Connect for each storage type or
 * attribute, one for the list of instances and all of those that are new in it.
 * @param deadline what could not be asked until then is among what `failed`
 * @throws Retryable when the instances are to be listed and cannot be.
 */
export async function retakeParts(
  world: DiscoveryWorld,
  place: Place,
  inventory: Inventory,
  pending: readonly Part[],
  deadline: Date,
): Promise<Found<Inventory>> {
  const before = instancesOf(inventory);
  const listed = mustList(pending, before) ? await listInstances(world.connect) : undefined;
  const known = (arn: string) => before.find((each) => each.arn === arn);
  const fresh = (listed ?? []).filter(({ arn }) => !known(arn));
  const there = (arn: string) => !listed || listed.some((each) => each.arn === arn);
  const wanted = [
    ...pending.filter(isInstancePart).filter(({ instance }) => there(instance)),
    ...fresh.flatMap(({ arn }) => partsOf(arn)),
  ];
  const told = new Map<string, InstanceParts>();
  const failed: Part[] = [];
  for (const part of once(wanted)) {
    const own = told.get(part.instance) ?? partsKnown(known(part.instance));
    if (world.clock.now() >= deadline) {
      told.set(part.instance, unasked(own, part));
      failed.push(part);
      continue;
    }
    const answer = await askPart(world.connect, own, part);
    told.set(part.instance, answer.parts);
    if (answer.failed !== undefined) failed.push(...again(part, answer.failed));
  }
  const instances = await instancesWith(world, inventory, listed, told);
  const names = pending.flatMap((part) => (part.kind === 'resources' ? part.names : []));
  const looked = await lookUpResources(world, place, instances.value, inventory, names);
  return {
    value: {
      ...inventory,
      changedAt: world.clock.now().toISOString(),
      instances: { state: 'known', value: instances.value },
      ...looked.resources,
    },
    failed: [...failed, ...instances.failed, ...resourcePart(looked.failed)],
  };
}

const isInstancePart = (part: Part): part is InstancePart =>
  part.kind === 'storage' || part.kind === 'attribute';

/** A part of an instance that is not in the inventory means that there is a new one. */
const mustList = (pending: readonly Part[], before: readonly ConnectInstance[]): boolean =>
  pending.some(
    (part) =>
      part.kind === 'instances' ||
      (isInstancePart(part) && !before.some(({ arn }) => arn === part.instance)),
  );

const once = (parts: readonly InstancePart[]): Iterable<InstancePart> =>
  new Map(
    parts.map((part) => [JSON.stringify([part.instance, part.kind, part.type]), part]),
  ).values();

const partsKnown = (instance: ConnectInstance | undefined): InstanceParts =>
  instance ? { storage: instance.storage, attributes: instance.attributes } : nothingKnown;

async function instancesWith(
  { iam }: DiscoveryWorld,
  inventory: Inventory,
  listed: readonly ListedInstance[] | undefined,
  told: ReadonlyMap<string, InstanceParts>,
): Promise<Found<readonly ConnectInstance[]>> {
  const before = instancesOf(inventory);
  if (listed) {
    const known = before.map((each) => [each.arn, partsKnown(each)] as const);
    return withRoles(iam, listed, new Map([...known, ...told]), inventory);
  }
  const instances: ConnectInstance[] = [];
  const failed: Part[] = [];
  for (const each of before) {
    const instance = { ...each, ...told.get(each.arn) };
    if (!told.has(each.arn) || each.serviceRole.state !== 'absent') {
      instances.push(instance);
      continue;
    }
    // Its role is found by its buckets, and those may be others now.
    const taken = before.flatMap(({ serviceRole: role }) =>
      role.state === 'known' ? [role.value.arn] : [],
    );
    const role = await attempt('iam:GetRole', () =>
      serviceRoleOf(iam, { instance, named: undefined, taken, before: each.serviceRole }),
    );
    if (role.failed !== undefined) failed.push({ kind: 'instances' });
    instances.push({ ...instance, serviceRole: role.fact });
  }
  return { value: instances, failed };
}
