import { type Arn, isArn, parseArn } from '#shared/connect/arn.ts';
import type { EffectivePolicies } from '#shared/connect/effective-policies.ts';
import type { Fact } from '#shared/connect/fact.ts';
import type {
  BucketConfigurationPort,
  BucketPort,
  DeliveryStreamPort,
  KeyPort,
  PrincipalPoliciesPort,
  StreamPort,
} from '#shared/ports.ts';
import type { StreamFacts } from '#shared/rules/stream/facts.ts';
import type { Settings } from '#shared/settings/settings.ts';
import { deliveryStreamFacts } from './delivery-stream-facts.ts';
import { type Gathering, once, type Scope } from './gathering.ts';
import { rememberingKeys } from './inspect-key.ts';
import { kinesisStreamFacts } from './kinesis-stream-facts.ts';
import type { InventoryWorld } from './read-inventory.ts';
import { settingsToJudgeBy } from './settings.ts';

export interface StreamWorld extends InventoryWorld {
  readonly streams: StreamPort;
  readonly deliveryStreams: DeliveryStreamPort;
  readonly keys: KeyPort;
  readonly bucket: Pick<BucketPort, 'policy'>;
  readonly configuration: Pick<BucketConfigurationPort, 'encryption'>;
  /** Made anew for each event: it may remember. */
  readonly principalPolicies: () => PrincipalPoliciesPort;
}

/** {@link StreamWorld} during one event: each question is asked once. */
export interface StreamReading extends Omit<StreamWorld, 'principalPolicies'> {
  readonly policiesOf: (role: Arn) => Promise<Fact<EffectivePolicies>>;
  readonly settings: () => Promise<Fact<Settings>>;
}

const kinds = {
  'AWS::Kinesis::Stream': {
    inventory: 'streams',
    service: 'kinesis',
    prefix: 'stream/',
    facts: kinesisStreamFacts,
  },
  'AWS::KinesisFirehose::DeliveryStream': {
    inventory: 'deliveryStreams',
    service: 'firehose',
    prefix: 'deliverystream/',
    facts: deliveryStreamFacts,
  },
} as const;

const isKind = (resourceType: string): resourceType is keyof typeof kinds =>
  Object.hasOwn(kinds, resourceType);

/** Kinesis and Firehose streams: AWS Config's id is the name; an ARN is understood, too. */
export const gatherStreams =
  (live: StreamWorld) =>
  (scope: Scope): Gathering<StreamFacts> => {
    const policies = live.principalPolicies();
    const settings = once(() => settingsToJudgeBy(live.state, scope.deployment));
    const world: StreamReading = {
      ...live,
      keys: rememberingKeys(live.keys),
      bucket: { policy: once((bucket) => live.bucket.policy(bucket)) },
      configuration: { encryption: once((bucket) => live.configuration.encryption(bucket)) },
      policiesOf: once((role: Arn) => policies.effectivePolicies(role)),
      settings: () => settings('all'),
    };
    const { partition, account, region } = scope.deployment;
    return {
      async known(resourceType) {
        if (!isKind(resourceType)) return [];
        const { inventory, prefix } = kinds[resourceType];
        return Object.keys(scope.inventory[inventory]).flatMap((arn) => {
          if (!isArn(arn)) return [];
          const { resource, ...where } = parseArn(arn);
          const own = where.account === account && where.region === region;
          return own ? [resource.slice(prefix.length)] : [];
        });
      },
      async facts({ resourceType, resourceId }) {
        if (!isKind(resourceType)) throw new RangeError(`no stream is of type ${resourceType}`);
        const { service, prefix, facts } = kinds[resourceType];
        const arn: Arn = isArn(resourceId)
          ? resourceId
          : `arn:${partition}:${service}:${region}:${account}:${prefix}${resourceId}`;
        return facts(world, scope, { id: resourceId, arn });
      },
    };
  };
