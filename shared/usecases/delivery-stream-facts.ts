import type { Arn } from '#shared/connect/arn.ts';
import { absent, known } from '#shared/connect/fact.ts';
import { streamUse } from '#shared/connect/resource-use.ts';
import type { DeliveryDestination } from '#shared/connect/stream.ts';
import type { DeliveryStreamFacts, InspectedDestination } from '#shared/rules/stream/facts.ts';
import { policiesOfRoles } from './effective-policies.ts';
import type { StreamReading } from './gather-streams.ts';
import { further, ifNeeded, type Scope } from './gathering.ts';
import { inspectKey } from './inspect-key.ts';

/**
 * Everything about one delivery stream, live. Of one that the inventory does not know nothing is
 * read.
 */
export async function deliveryStreamFacts(
  world: StreamReading,
  scope: Scope,
  { id, arn }: { readonly id: string; readonly arn: Arn },
): Promise<DeliveryStreamFacts> {
  const { deployment, inventory } = scope;
  const { partition, account, region } = deployment;
  const nothing: Scope = { ...scope, needs: [] };
  const isKnown = Object.hasOwn(inventory.deliveryStreams, arn);
  const name = arn.slice(arn.lastIndexOf('/') + 1);
  const description = await ifNeeded(isKnown ? scope : nothing, 'delivery-stream-description', () =>
    world.deliveryStreams.describe(name),
  );
  // What it reads now counts, not what it read when the inventory was taken.
  const use =
    description.state === 'known'
      ? streamUse(
          { ...inventory, deliveryStreams: { ...inventory.deliveryStreams, [arn]: description } },
          arn,
        )
      : streamUse(inventory, arn);
  const described = description.state === 'known' ? description.value : undefined;
  const about = use.instances.length > 0 ? scope : nothing;
  const source = await ifNeeded(about, 'stream-description', () =>
    further(description, (each) =>
      each.source ? world.streams.describe(each.source.stream) : Promise.resolve(absent),
    ),
  );
  const destinations: InspectedDestination[] = [];
  for (const destination of described?.destinations ?? []) {
    destinations.push(await inspectDestination(world, about, destination));
  }
  const roles = [
    ...(described?.source ? [described.source.role] : []),
    ...destinations.map(({ destination }) => destination.role),
  ];
  return {
    kind: 'firehose',
    id,
    place: { partition, account, region },
    use,
    description,
    source,
    sourceKey: await inspectKey(world.keys, about, source),
    ownKey: await inspectKey(
      world.keys,
      about,
      description.state === 'known' ? known(description.value.encryption) : description,
    ),
    destinations,
    rolePolicies: await policiesOfRoles(about, world.policiesOf, roles),
    settings: await ifNeeded(about, 'settings', world.settings),
  };
}

async function inspectDestination(
  { bucket: buckets, configuration, keys }: StreamReading,
  scope: Scope,
  destination: DeliveryDestination,
): Promise<InspectedDestination> {
  const { bucket } = destination;
  const encryption = await ifNeeded(scope, 'bucket-encryption', () =>
    configuration.encryption(bucket),
  );
  return {
    destination,
    ownership: scope.inventory.buckets[bucket] ?? absent,
    policy: await ifNeeded(scope, 'bucket-policy', () => buckets.policy(bucket)),
    encryption,
    key: await inspectKey(keys, scope, destination.key ? known(destination) : encryption),
  };
}
