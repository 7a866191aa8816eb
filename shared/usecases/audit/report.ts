import type { Arn } from '#shared/connect/arn.ts';
import type { CheckFinding } from '#shared/generate/check-result.ts';
import type { RuleKind, Severity, Verdict } from '#shared/rules/rule.ts';

/** What an audit found, as `connect-guard audit --format json` prints it: every other format is made of this. */
export interface AuditReport {
  readonly version: 1;
  /** The version of the package that audited. */
  readonly guardVersion: string;
  /** ISO 8601, UTC. */
  readonly takenAt: string;
  /** One for each account and region. */
  readonly places: readonly AuditedPlace[];
}

export interface AuditedPlace {
  readonly partition: string;
  readonly account: string;
  readonly region: string;
  readonly inventory: AuditedInventory | { readonly unreadable: string };
  /** `none`: nobody wrote any, so nobody is named an administrator. */
  readonly settings: 'in-force' | 'none' | { readonly unreadable: string };
  readonly instances: readonly AuditedInstance[];
  readonly resources: readonly AuditedResource[];
  /** One for each rule and resource, those in order too. */
  readonly findings: readonly AuditFinding[];
  /** Permissions that were missing, each once. */
  readonly denied: readonly DeniedCall[];
  /** Why the place could not be looked at, at all. */
  readonly failed?: string;
  /** From the receipts, newest first. */
  readonly remediations: readonly AuditedRemediation[];
}

export interface AuditedInventory {
  readonly from: 'state-bucket' | 'live';
  /** ISO 8601, UTC. */
  readonly takenAt: string;
}

export interface AuditedInstance {
  readonly arn: Arn;
  readonly id: string;
  readonly alias?: string;
  /** The role with which it stores, when it is known. */
  readonly serviceRole?: Arn;
  readonly storage: readonly AuditedStorage[];
  /** What reads its streams, and the bucket that it delivers to. */
  readonly deliveries: readonly AuditedDelivery[];
}

export interface AuditedStorage {
  /** `InstanceStorageResourceType`: `CALL_RECORDINGS`, … */
  readonly resourceType: string;
  /** `StorageType`: `S3`, `KINESIS_STREAM`, … */
  readonly storageType: string;
  readonly bucket?: string;
  readonly prefix?: string;
  /** Kinesis stream or Firehose delivery stream. */
  readonly stream?: Arn;
  readonly key?: string;
}

export interface AuditedDelivery {
  /** The Kinesis stream; the delivery stream itself when Connect writes to it. */
  readonly stream: Arn;
  readonly deliveryStream: Arn;
  readonly bucket: string;
}

/** A bucket, key, stream, delivery stream, instance or administrator. */
export interface AuditedResource {
  /** In AWS Config's words: `AWS::S3::Bucket`, … */
  readonly type: string;
  /** AWS Config's id. */
  readonly id: string;
  /** What people know it by. */
  readonly name: string;
  readonly arn?: Arn;
  /** The instances that use it. */
  readonly instances: readonly Arn[];
}

export interface AuditFinding {
  readonly rule: string;
  readonly title: string;
  readonly severity: Severity;
  readonly kind: RuleKind;
  readonly resourceType: string;
  readonly resourceId: string;
  readonly resourceName: string;
  readonly instances: readonly Arn[];
  readonly verdict: Verdict;
  readonly because: string;
  /** What a person does about it. */
  readonly remediation: string;
  /** AWS pages. */
  readonly sources: readonly string[];
  /** Witness requests, with the statements that let them through. */
  readonly details?: readonly CheckFinding[];
  /** The live bucket policy, byte for byte, when the rule judged one; `null`: the bucket has none. */
  readonly policy?: string | null;
  /** The policy that the guard would put, when that is known. */
  readonly planned?: string | null;
  /** Who can use the bucket today and could not under `planned`. */
  readonly losesAccess?: readonly { readonly arn: string; readonly because: string }[];
}

export interface DeniedCall {
  /** The IAM action. */
  readonly action: string;
  readonly code: string;
  readonly message: string;
}

export interface AuditedRemediation {
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly bucket: string;
  readonly status: string;
  readonly reason: string;
  /** The key of the backup in the state bucket. */
  readonly backup: string;
}
