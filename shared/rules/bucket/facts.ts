import type { Arn } from '#shared/connect/arn.ts';
import type {
  BucketEncryption,
  BucketLogging,
  CorsRule,
  DataEventTrail,
  PublicAccessBlock,
} from '#shared/connect/bucket-configuration.ts';
import type { BucketUse } from '#shared/connect/bucket-use.ts';
import type { Fact } from '#shared/connect/fact.ts';
import type { Fight } from '#shared/connect/fight.ts';
import type { BucketOwnership } from '#shared/connect/inventory.ts';
import type { KeyDescription } from '#shared/connect/key.ts';
import type { BaselineFacts } from '#shared/generate/facts.ts';

/** A named principal that the baseline leaves out, and why: a person has to look at it. */
export interface SetAside {
  readonly principal: string;
  readonly why: string;
}

/** What the bucket's policy is held against. */
export interface Baseline {
  readonly facts: BaselineFacts;
  /** Instances that store here and for which nobody is named administrator. */
  readonly withoutAdministrators: readonly Arn[];
  /** In an audit: why it cannot be told who else may reach the bucket. Only strangers are judged. */
  readonly doubt?: string;
  readonly setAside: readonly SetAside[];
}

/** All that the bucket rules are told about one bucket. */
export interface BucketFacts {
  readonly bucket: string;
  /** The account and region of the inventory. */
  readonly account: string;
  readonly region: string;
  readonly use: BucketUse;
  /** Absent when no instance uses the bucket: then nothing was looked up. */
  readonly inspected?: InspectedBucket;
}

/**
 * How a bucket is configured beside its policy. Each is `absent` when S3 says that there is none,
 * and unreadable, code `NotNeeded`, when the rule does not name the need (in brackets).
 */
export interface BucketConfiguration {
  /** (`bucket-public-access-block`) The bucket's own, not the account's. */
  readonly publicAccessBlock: Fact<PublicAccessBlock>;
  /** (`bucket-encryption`) */
  readonly encryption: Fact<BucketEncryption>;
  /** (`bucket-encryption` and `key-description`) What `encryption.key` stands for; `absent`: no key, or KMS knows none. */
  readonly encryptionKey: Fact<KeyDescription>;
  /** (`bucket-cors`) */
  readonly cors: Fact<readonly CorsRule[]>;
  /** (`bucket-object-ownership`) `BucketOwnerEnforced`, …, open-ended. */
  readonly objectOwnership: Fact<string>;
  /** (`bucket-versioning`) `Enabled` or `Suspended`, open-ended. */
  readonly versioning: Fact<string>;
  /** (`bucket-logging`) */
  readonly logging: Fact<BucketLogging>;
  /** (`data-event-trails`) Of the whole region: those that name this bucket's objects count. */
  readonly dataEvents: Fact<readonly DataEventTrail[]>;
}

export interface InspectedBucket {
  readonly ownership: Fact<BucketOwnership>;
  /** (`bucket-policy`) The live policy's text, byte for byte. */
  readonly policy: Fact<string>;
  /** (`principals`, `permission-set-roles`) */
  readonly baseline: Fact<Baseline>;
  readonly configuration: BucketConfiguration;
  /** In force now: reported, never remediated. */
  readonly exception?: { readonly reason: string; readonly expires: string };
  /** (`fights`) Holds now: what is found is not repaired. */
  readonly fight?: Fight;
}
