import { type Arn, isArn, parseArn } from '#shared/connect/arn.ts';
import type { ConnectInstance, Inventory } from '#shared/connect/inventory.ts';
import { isKeyArn } from '#shared/connect/key-names.ts';
import { associationsOf, instancesOf } from '#shared/connect/resource-use.ts';
import type { AdministratorPolicyFacts } from './administrator-facts.ts';

/** What was made of the inventory, or in one sentence why nothing can be. */
export type FromInventory<T> = { readonly facts: T } | { readonly problem: string };

/** The facts of an administrator's policy, as the inventory has them. */
export function administratorFactsFrom(
  inventory: Inventory,
  arn: string,
): FromInventory<AdministratorPolicyFacts> {
  if (inventory.instances.state !== 'known') {
    return { problem: 'the inventory could not list the instances' };
  }
  const instance = instancesOf(inventory).find((each) => each.arn === arn);
  if (!instance) return { problem: `the inventory of ${inventory.takenAt} has no instance ${arn}` };
  const { alias, serviceRole } = instance;
  if (alias === undefined)
    return { problem: `${arn} has no alias, which its log group is named by` };
  if (serviceRole.state !== 'known') return { problem: `the service role of ${arn} is not known` };
  const unread = Object.entries(instance.storage).find(([, fact]) => fact.state === 'unreadable');
  if (unread) return { problem: `where ${arn} stores ${unread[0]} could not be read` };
  const associations = associationsOf(instance);
  const buckets = [...new Set(associations.flatMap(({ bucket }) => bucket ?? []))];
  if (buckets.length === 0) return { problem: `${arn} stores in no bucket` };
  const keys = keysOfInstance(inventory, instance);
  if (typeof keys === 'string') return { problem: keys };
  const streams = [...new Set(associations.flatMap(({ stream }) => stream ?? []))];
  return {
    facts: {
      instance: instance.arn,
      alias,
      serviceRole: serviceRole.value.arn,
      buckets,
      keys,
      streams: streams.filter((each) => parseArn(each).service === 'kinesis'),
      deliveryStreams: streams.filter((each) => parseArn(each).service === 'firehose'),
    },
  };
}

/** The customer's keys of its storage and streams by ARN, or why one cannot be told. */
function keysOfInstance(inventory: Inventory, instance: ConnectInstance): readonly Arn[] | string {
  const names = associationsOf(instance).flatMap(({ key, stream }) => {
    const fact = stream === undefined ? undefined : inventory.streams[stream];
    return [key, fact?.state === 'known' ? fact.value.key : undefined].flatMap(
      (name) => name ?? [],
    );
  });
  const found = new Set<Arn>();
  for (const name of new Set(names)) {
    const fact = inventory.keys[name];
    // One that is gone opens nothing.
    if (fact?.state === 'absent') continue;
    if (fact?.state === 'known') {
      if (fact.value.manager === 'CUSTOMER') found.add(fact.value.arn);
    } else if (isKeyArn(name) && isArn(name)) found.add(name);
    else return `which key ${name} stands for could not be found out`;
  }
  return [...found];
}
