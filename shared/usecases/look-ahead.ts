import type { Place } from '#shared/connect/deployment.ts';
import type { Fact } from '#shared/connect/fact.ts';
import type { Inventory } from '#shared/connect/inventory.ts';
import type { ListedInstance } from '#shared/ports.ts';
import { once } from './gathering.ts';
import type { Learnt } from './learnt.ts';
import { type DiscoveryWorld, inventoryOf } from './take-inventory.ts';

/** Looks up what instances name before the whole inventory is put together. */
export interface LookAhead {
  /** The same ports: what they have answered once they answer again at once. */
  readonly world: DiscoveryWorld;
  look(instance: ListedInstance): void;
  stop(): void;
}

/**
 * Connect's rate is what a sweep waits for: S3, KMS, IAM and the streams can be asked meanwhile. One
 * instance after the other, in the background; what fails is asked again when it is needed.
 */
export function lookAhead(
  world: DiscoveryWorld,
  place: Place,
  learnt: Learnt,
  previous: Inventory | undefined,
): LookAhead {
  const remembering = rememberingAnswers(world);
  let [looked, stopped] = [Promise.resolve(), false];
  return {
    world: remembering,
    look(instance) {
      looked = looked.then(async () => {
        if (!stopped) await inventoryOf(remembering, place, [instance], learnt.instances, previous);
      });
    },
    stop() {
      stopped = true;
    },
  };
}

function rememberingAnswers(world: DiscoveryWorld): DiscoveryWorld {
  const { iam, bucket, keys, streams, deliveryStreams } = world;
  const owned = answered((_: 'all') => bucket.owned());
  return {
    ...world,
    iam: {
      principal: answered((arn) => iam.principal(arn)),
      rolesUnder: answered((path) => iam.rolesUnder(path)),
      connectRolesNaming: answered((name) => iam.connectRolesNaming(name)),
    },
    bucket: { owned: () => owned('all') },
    keys: { describe: answered((name) => keys.describe(name)) },
    streams: { describe: answered((arn) => streams.describe(arn)) },
    deliveryStreams: {
      names: answered((type) => deliveryStreams.names(type)),
      describe: answered((name) => deliveryStreams.describe(name)),
    },
  };
}

/** Each question is asked once, and again while there is no answer. */
const answered = <Q extends string, T>(ask: (question: Q) => Promise<Fact<T>>) =>
  once(ask, ({ state }) => state !== 'unreadable');
