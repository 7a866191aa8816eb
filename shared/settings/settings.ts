import type { Arn } from '#shared/connect/arn.ts';

/** What the guard may do by itself: with `approve` it writes what a person has approved. */
export type Mode = 'observe' | 'approve' | 'enforce';
/** Mildest first. */
export const modes: readonly Mode[] = ['observe', 'approve', 'enforce'];

/** `merge` keeps the customer's statements, `replace` swaps the whole policy. */
export type PolicyHandling = 'merge' | 'replace';

/** An IAM role or user, or the role of a permission set of IAM Identity Center in this account. */
export type PrincipalSetting = Arn | { readonly permissionSet: string };

interface Reasoned {
  readonly reason: string;
}

export interface WorkloadSetting extends Reasoned {
  readonly arn: Arn;
  readonly actions?: readonly string[];
  /** ISO 8601, UTC. */
  readonly expires?: string;
}

export interface AuditorSetting extends Reasoned {
  readonly arn: Arn;
  readonly expires?: string;
}

export interface ServicePrincipalSetting extends Reasoned {
  readonly service: string;
}

export interface ExceptionSetting extends Reasoned {
  readonly bucket: string;
  readonly expires: string;
}

/** An account that key policies may name beside this one. */
export interface TrustedAccountSetting extends Reasoned {
  readonly account: string;
}

/** Where AWS's pages leave room, or an article asks for more: `true` takes the strict reading. */
export interface Strictness {
  /** A stream encrypted with AWS's own `aws/kinesis` is non-compliant. */
  readonly awsManagedKinesisKey?: boolean;
  /** A stream's key must be the recordings', transcripts' or reports' key: no grant or policy will do. */
  readonly streamKeyEquality?: boolean;
  /** Firehose's role needs a statement of its own in the key policy: delegation to IAM will not do. */
  readonly firehoseKeyStatement?: boolean;
}

/** When the guard stops putting a policy right that somebody keeps changing. */
export interface RemediationLimit {
  /** So many remediations of one bucket by itself, by default 5 … */
  readonly count?: number;
  /** … in so many hours, by default 24. */
  readonly hours?: number;
}

export interface InstanceSettings {
  readonly mode?: Mode;
  readonly administrators?: readonly PrincipalSetting[];
}

/** `settings.json` of the state bucket. */
export interface Settings {
  readonly version: 1;
  readonly profile?: 'observable' | 'article';
  readonly policies?: PolicyHandling;
  /** Of all instances that do not say otherwise; by default `observe`. */
  readonly mode?: Mode;
  /** Of all instances, beside their own. There is no default. */
  readonly administrators?: readonly PrincipalSetting[];
  /** By instance ARN. */
  readonly instances?: Readonly<Record<string, InstanceSettings>>;
  readonly workloads?: readonly WorkloadSetting[];
  readonly auditors?: readonly AuditorSetting[];
  readonly servicePrincipals?: readonly ServicePrincipalSetting[];
  readonly exceptions?: readonly ExceptionSetting[];
  readonly strict?: Strictness;
  /** What key policies may name; every other foreign account is a finding. */
  readonly trustedAccounts?: readonly TrustedAccountSetting[];
  /** Buckets that Firehose delivers to: `judge` (default) never writes to them. */
  readonly destinationBuckets?: 'judge' | 'remediate';
  readonly connect?: { readonly requestsPerSecond?: number };
  readonly remediationLimit?: RemediationLimit;
  /** For so many hours after a write, recordings that cannot be stored are told; by default 24. */
  readonly watchUploadsHours?: number;
  /**
   * The unique id that each named role or user had when a person named it, recorded by
   * `settings put`: one that was made anew under the old name must not get in by it.
   */
  readonly ids?: Readonly<Record<string, string>>;
}

/** Where the state bucket keeps them. */
export const settingsKey = 'settings.json';

/** What holds before anybody has written settings: nothing is written to anybody's bucket. */
export const noSettings: Settings = { version: 1 };
