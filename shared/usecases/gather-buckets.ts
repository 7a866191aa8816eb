import { fightsPrefix } from '#shared/connect/fight.ts';
import type { BucketConfigurationPort, KeyPort, TrailPort } from '#shared/ports.ts';
import type { BucketConfiguration, BucketFacts } from '#shared/rules/bucket/facts.ts';
import { type ReadWorld, readBucket } from './bucket-facts.ts';
import { further, type Gathering, ifNeeded, ofNamed, once, type Scope } from './gathering.ts';
import { remembering } from './principals.ts';
import { settingsToJudgeBy } from './settings.ts';

export interface BucketWorld extends ReadWorld {
  readonly configuration: BucketConfigurationPort;
  readonly keys: Pick<KeyPort, 'describe'>;
  readonly trails: TrailPort;
}

/** Buckets: AWS Config's id is the name. */
export const gatherBuckets =
  (world: BucketWorld) =>
  (scope: Scope): Gathering<BucketFacts> => {
    const { deployment, inventory, needs } = scope;
    const settings = once(() => settingsToJudgeBy(world.state, deployment));
    const fights = once(() => world.state.list(fightsPrefix));
    let reading: ReadWorld = {
      ...world,
      iam: remembering(world.iam),
      settings: () => settings('all'),
    };
    const describe = once((key) => world.keys.describe(key));
    const dataEvents = once(() => world.trails.dataEvents());

    const configurationOf = async (bucket: string): Promise<BucketConfiguration> => {
      const { configuration } = world;
      const encryption = await ifNeeded(scope, 'bucket-encryption', () =>
        configuration.encryption(bucket),
      );
      return {
        publicAccessBlock: await ifNeeded(scope, 'bucket-public-access-block', () =>
          configuration.publicAccessBlock(bucket),
        ),
        encryption,
        encryptionKey: await ifNeeded(scope, 'key-description', () =>
          further(encryption, ({ key }) => ofNamed(key, describe)),
        ),
        cors: await ifNeeded(scope, 'bucket-cors', () => configuration.cors(bucket)),
        objectOwnership: await ifNeeded(scope, 'bucket-object-ownership', () =>
          configuration.objectOwnership(bucket),
        ),
        versioning: await ifNeeded(scope, 'bucket-versioning', () =>
          configuration.versioning(bucket),
        ),
        logging: await ifNeeded(scope, 'bucket-logging', () => configuration.logging(bucket)),
        dataEvents: await ifNeeded(scope, 'data-event-trails', () => dataEvents('all')),
      };
    };

    return {
      async known() {
        reading = { ...reading, fights: () => fights('all') };
        return Object.keys(inventory.buckets);
      },
      async facts({ resourceId }) {
        const { facts } = await readBucket(reading, deployment, inventory, resourceId, needs);
        const { inspected } = facts;
        if (!inspected) return facts;
        return {
          ...facts,
          inspected: { ...inspected, configuration: await configurationOf(resourceId) },
        };
      },
    };
  };
