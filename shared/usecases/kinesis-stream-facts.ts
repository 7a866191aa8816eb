import type { Arn } from '#shared/connect/arn.ts';
import { associationsOf, streamUse } from '#shared/connect/resource-use.ts';
import type { InstanceKey, KinesisStreamFacts } from '#shared/rules/stream/facts.ts';
import { policiesOfRoles, rolesOf } from './effective-policies.ts';
import type { StreamReading } from './gather-streams.ts';
import { ifNeeded, type Scope } from './gathering.ts';
import { inspectKey } from './inspect-key.ts';

/** With these keys Connect stores what an article lets a stream's key be equal to. */
const comparedTypes: readonly string[] = [
  'CALL_RECORDINGS',
  'CHAT_TRANSCRIPTS',
  'SCHEDULED_REPORTS',
];

/** Everything about one Kinesis stream, live. Of one that no instance uses nothing is read. */
export async function kinesisStreamFacts(
  world: StreamReading,
  scope: Scope,
  { id, arn }: { readonly id: string; readonly arn: Arn },
): Promise<KinesisStreamFacts> {
  const { deployment, inventory } = scope;
  const { partition, account, region } = deployment;
  const use = streamUse(inventory, arn);
  const about: Scope = use.instances.length > 0 ? scope : { ...scope, needs: [] };
  const description = await ifNeeded(about, 'stream-description', () =>
    world.streams.describe(arn),
  );
  const instanceKeys: InstanceKey[] = [];
  for (const instance of use.instances) {
    for (const { resourceType, key } of associationsOf(instance)) {
      if (key === undefined || !comparedTypes.includes(resourceType)) continue;
      instanceKeys.push({
        instance: instance.arn,
        resourceType,
        name: key,
        description: await ifNeeded(about, 'key-description', () => world.keys.describe(key)),
      });
    }
  }
  return {
    kind: 'kinesis',
    id,
    place: { partition, account, region },
    use,
    description,
    key: await inspectKey(world.keys, about, description),
    instanceKeys,
    rolePolicies: await policiesOfRoles(about, world.policiesOf, rolesOf(use.instances)),
    settings: await ifNeeded(about, 'settings', world.settings),
  };
}
