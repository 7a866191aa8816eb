import type { Arn } from './arn.ts';

/**
 * A KMS key as `DescribeKey` tells it. Two names are the same key only when `arn` is the same: a
 * name may be an id, an ARN, an alias or an alias' ARN, and replicas share the id but not the ARN.
 * The values of AWS's enumerations are open-ended: AWS adds some.
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_KeyMetadata.html
 */
export interface KeyDescription {
  readonly arn: Arn;
  /** The account that owns the key. */
  readonly account: string;
  /** `CUSTOMER` or `AWS`: AWS's own (`aws/kinesis`, …) nobody can change. */
  readonly manager: string;
  /** `KeyState`: only `Enabled` works. */
  readonly state: string;
  /** `KeySpec`: Connect and the streams need `SYMMETRIC_DEFAULT`. */
  readonly spec: string;
  /** `KeyUsage`: `ENCRYPT_DECRYPT`, … */
  readonly usage: string;
  /** `Origin`: keys of `EXTERNAL` or `AWS_CLOUDHSM` material are not rotated by AWS. */
  readonly origin: string;
  /** ISO 8601, UTC: when a key that is pending deletion goes. */
  readonly deletionDate?: string;
}

/**
 * A grant on a key. Retired and revoked grants are not listed.
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_GrantListEntry.html
 */
export interface KeyGrant {
  readonly id: string;
  /** An ARN, or the name of an AWS service. */
  readonly grantee: string;
  /** `Decrypt`, `GenerateDataKey`, …, without `kms:`. */
  readonly operations: readonly string[];
  /** `EncryptionContextSubset` and `EncryptionContextEquals`: with any of them the grant is narrowed. */
  readonly constraints?: {
    readonly subset?: Readonly<Record<string, string>>;
    readonly equals?: Readonly<Record<string, string>>;
  };
}

/** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_GetKeyRotationStatus.html */
export interface KeyRotation {
  readonly enabled: boolean;
  readonly periodInDays?: number;
}
