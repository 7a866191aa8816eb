import type { Fact } from '#shared/connect/fact.ts';
import type { KeyPort } from '#shared/ports.ts';
import type { InspectedKey } from '#shared/rules/stream/facts.ts';
import { further, ifNeeded, ofNamed, once, type Scope } from './gathering.ts';

/** Asks KMS each question once. */
export const rememberingKeys = (keys: KeyPort): KeyPort => ({
  describe: once((key) => keys.describe(key)),
  policy: once((key) => keys.policy(key)),
  grants: once((key) => keys.grants(key)),
  rotation: once((key) => keys.rotation(key)),
});

/**
 * The key of a stream, bucket or destination: what its name stands for, and what its policy and
 * grants say. Where no key is named it is absent; where the owner is unreadable the key is, too.
 */
export async function inspectKey(
  keys: KeyPort,
  scope: Scope,
  owner: Fact<{ readonly key?: string }>,
): Promise<InspectedKey> {
  const name = owner.state === 'known' ? owner.value.key : undefined;
  const description = await ifNeeded(scope, 'key-description', () =>
    further(owner, ({ key }) => ofNamed(key, keys.describe)),
  );
  return {
    ...(name !== undefined && { name }),
    description,
    policy: await ifNeeded(scope, 'key-policy', () =>
      further(description, ({ arn }) => keys.policy(arn)),
    ),
    grants: await ifNeeded(scope, 'key-grants', () =>
      further(description, ({ arn }) => keys.grants(arn)),
    ),
  };
}
