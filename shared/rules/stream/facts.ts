import type { Arn } from '#shared/connect/arn.ts';
import type { BucketEncryption } from '#shared/connect/bucket-configuration.ts';
import type { Place } from '#shared/connect/deployment.ts';
import type { PoliciesByPrincipal } from '#shared/connect/effective-policies.ts';
import type { Fact } from '#shared/connect/fact.ts';
import type { BucketOwnership } from '#shared/connect/inventory.ts';
import type { KeyDescription, KeyGrant } from '#shared/connect/key.ts';
import type { ResourceUse } from '#shared/connect/resource-use.ts';
import type {
  DeliveryDestination,
  DeliveryStreamDescription,
  StreamDescription,
} from '#shared/connect/stream.ts';
import type { Settings } from '#shared/settings/settings.ts';

/**
 * A key, and what its policy and grants say. Each fact is `absent` when there is no key, or none
 * that KMS knows; unreadable, code `NotNeeded`, when the rule does not name the need (in brackets).
 */
export interface InspectedKey {
  /** As the stream, bucket or destination names it. */
  readonly name?: string;
  /** (`key-description`) Two keys are the same when `description.arn` is. */
  readonly description: Fact<KeyDescription>;
  /** (`key-policy`) */
  readonly policy: Fact<string>;
  /** (`key-grants`) */
  readonly grants: Fact<readonly KeyGrant[]>;
}

/** The key with which an instance stores one kind of data. */
export interface InstanceKey {
  readonly instance: Arn;
  /** `CALL_RECORDINGS`, `CHAT_TRANSCRIPTS`, `SCHEDULED_REPORTS`. */
  readonly resourceType: string;
  /** As Connect gives it. */
  readonly name: string;
  /** (`key-description`) */
  readonly description: Fact<KeyDescription>;
}

/** All that the rules are told about one Kinesis stream. Not used by an instance: nothing was looked up. */
export interface KinesisStreamFacts {
  readonly kind: 'kinesis';
  /** As AWS Config names it. */
  readonly id: string;
  readonly place: Place;
  readonly use: ResourceUse;
  /** (`stream-description`) */
  readonly description: Fact<StreamDescription>;
  readonly key: InspectedKey;
  /** Of the instances that write to the stream: recordings, transcripts and reports. */
  readonly instanceKeys: readonly InstanceKey[];
  /** (`role-policies`) Of the roles of `use.instances`. */
  readonly rolePolicies: PoliciesByPrincipal;
  /** (`settings`) */
  readonly settings: Fact<Pick<Settings, 'strict'>>;
}

/** A bucket that a delivery stream writes to. */
export interface InspectedDestination {
  readonly destination: DeliveryDestination;
  /** (`inventory`) */
  readonly ownership: Fact<BucketOwnership>;
  /** (`bucket-policy`) */
  readonly policy: Fact<string>;
  /** (`bucket-encryption`) */
  readonly encryption: Fact<BucketEncryption>;
  /** The key with which objects are encrypted: the destination's, else the bucket's default. */
  readonly key: InspectedKey;
}

/** All that the rules are told about one delivery stream. Not used by an instance: nothing was looked up. */
export interface DeliveryStreamFacts {
  readonly kind: 'firehose';
  /** As AWS Config names it. */
  readonly id: string;
  readonly place: Place;
  /** Instances that write to it, or to the Kinesis stream that it reads. */
  readonly use: ResourceUse;
  /** (`delivery-stream-description`) */
  readonly description: Fact<DeliveryStreamDescription>;
  /** The Kinesis stream that it reads; `absent`: it reads none. (`stream-description`) */
  readonly source: Fact<StreamDescription>;
  readonly sourceKey: InspectedKey;
  /** The key of its own server-side encryption, which only `DirectPut` has. */
  readonly ownKey: InspectedKey;
  readonly destinations: readonly InspectedDestination[];
  /** (`role-policies`) Of the roles with which it reads and writes. */
  readonly rolePolicies: PoliciesByPrincipal;
  /** (`settings`) */
  readonly settings: Fact<Pick<Settings, 'strict'>>;
}

/** A rule gets those of the resource type that it names: it is written for one of the two. */
export type StreamFacts = KinesisStreamFacts | DeliveryStreamFacts;
