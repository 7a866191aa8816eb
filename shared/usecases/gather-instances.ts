import { absent, type Fact, known } from '#shared/connect/fact.ts';
import type { ConnectInstance, Inventory } from '#shared/connect/inventory.ts';
import { associationsOf, instancesOf } from '#shared/connect/resource-use.ts';
import type { InstanceFacts } from '#shared/rules/instance/facts.ts';
import type { Gathering, Scope } from './gathering.ts';

/**
 * Instances, from the inventory alone. AWS Config's id is taken to be the ARN; the id alone is
 * understood, too.
 */
export const gatherInstances = ({ deployment, inventory }: Scope): Gathering<InstanceFacts> => ({
  known: async () => instancesOf(inventory).map(({ arn }) => arn),
  async facts({ resourceId }) {
    const { partition, account, region } = deployment;
    const instance = instanceOf(inventory, resourceId);
    const associations = instance.state === 'known' ? associationsOf(instance.value) : [];
    const streams = among(
      inventory.streams,
      associations.map(({ stream }) => stream),
    );
    const keys = [
      ...associations.map(({ key }) => key),
      ...Object.values(streams).map((fact) =>
        fact.state === 'known' ? fact.value.key : undefined,
      ),
    ];
    return {
      id: resourceId,
      place: { partition, account, region },
      instance,
      buckets: among(
        inventory.buckets,
        associations.map(({ bucket }) => bucket),
      ),
      keys: among(inventory.keys, keys),
      streams,
      deliveryStreams: among(
        inventory.deliveryStreams,
        associations.map(({ stream }) => stream),
      ),
    };
  },
});

function instanceOf({ instances }: Inventory, id: string): Fact<ConnectInstance> {
  if (instances.state !== 'known') return instances;
  const found = instances.value.find((instance) => instance.arn === id || instance.id === id);
  return found ? known(found) : absent;
}

/** Those of these names. */
const among = <T>(
  all: Readonly<Record<string, T>>,
  names: readonly (string | undefined)[],
): Readonly<Record<string, T>> =>
  Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name)));
