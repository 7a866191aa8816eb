import type { Arn } from '#shared/connect/arn.ts';
import type { BucketUse } from '#shared/connect/bucket-use.ts';
import type { Fact } from '#shared/connect/fact.ts';
import type { BucketOwnership } from '#shared/connect/inventory.ts';
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

export interface InspectedBucket {
  readonly ownership: Fact<BucketOwnership>;
  /** The live policy's text, byte for byte. */
  readonly policy: Fact<string>;
  readonly baseline: Fact<Baseline>;
  /** In force now: reported, never remediated. */
  readonly exception?: { readonly reason: string; readonly expires: string };
  /** The guard's own roles, by name: what a person adds to a policy that keeps them out. */
  readonly guardRoles: readonly string[];
}
