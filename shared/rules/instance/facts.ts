import type { Place } from '#shared/connect/deployment.ts';
import type { Fact } from '#shared/connect/fact.ts';
import type { BucketOwnership, ConnectInstance } from '#shared/connect/inventory.ts';
import type { KeyDescription } from '#shared/connect/key.ts';
import type { DeliveryStreamDescription, StreamDescription } from '#shared/connect/stream.ts';

/**
 * All that the instance rules are told about one instance. Everything is from the inventory, so
 * that neither Connect nor anything else is asked (need `inventory`).
 */
export interface InstanceFacts {
  /** As AWS Config names it: the ARN, or the id alone. */
  readonly id: string;
  /** The account and region of the inventory: what belongs to another account shows by its ARN. */
  readonly place: Place;
  /** `absent` when the inventory does not have it, unreadable when instances could not be listed. */
  readonly instance: Fact<ConnectInstance>;
  /** By name, each bucket of its associations. */
  readonly buckets: Readonly<Record<string, Fact<BucketOwnership>>>;
  /** By the name that the association gives, each key of its associations and streams. */
  readonly keys: Readonly<Record<string, Fact<KeyDescription>>>;
  /** By ARN, each Kinesis stream of its associations; `absent`: there is none of that name. */
  readonly streams: Readonly<Record<string, Fact<StreamDescription>>>;
  /** By ARN, each delivery stream of its associations. */
  readonly deliveryStreams: Readonly<Record<string, Fact<DeliveryStreamDescription>>>;
}
