import type { Arn } from './connect/arn.ts';
import type { BucketOwnership, IamPrincipal, StorageAssociation } from './connect/inventory.ts';
import type { Fact } from './connect/fact.ts';

/** What `ListInstances` says of one instance. Every field but the ARN may be missing. */
export interface ListedInstance {
  readonly arn: Arn;
  readonly id: string;
  readonly alias?: string;
  readonly serviceRole?: Arn;
  readonly status?: string;
}

/** Amazon Connect, at the rate that the settings allow (AWS: 2 requests a second in a region). */
export interface ConnectPort {
  listInstances(): Promise<Fact<readonly ListedInstance[]>>;
  /** All pages of one resource type. A resource type that AWS does not know here is `absent`. */
  listStorage(
    instance: Arn,
    resourceType: string,
  ): Promise<Fact<readonly StorageAssociation[]>>;
}

export interface IamPort {
  /** A role or user as it is now; `absent` when there is none of that name. */
  principal(arn: Arn): Promise<Fact<IamPrincipal>>;
  /** Roles below a path, for service roles and IAM Identity Center. */
  rolesUnder(pathPrefix: string): Promise<Fact<readonly IamPrincipal[]>>;
  /**
   * The roles of `candidates`' service (`connect.amazonaws.com` may assume them) whose own
   * policies name the bucket: how a pre-2018 instance without `ServiceRole` is answered.
   */
  connectRolesNaming(bucket: string): Promise<Fact<readonly IamPrincipal[]>>;
}

/** Bucket configuration. Every call sends `ExpectedBucketOwner`. */
export interface BucketPort {
  /** The policy's text byte for byte; `absent` when the bucket has none. */
  policy(bucket: string): Promise<Fact<string>>;
  /** @throws {@link WriteRejected} when S3 refuses the policy itself. */
  putPolicy(bucket: string, policy: string): Promise<void>;
  deletePolicy(bucket: string): Promise<void>;
  /** All buckets of this account by name. */
  owned(): Promise<Fact<ReadonlyMap<string, BucketOwnership>>>;
}

/** S3 refused the write for what it says (`MalformedPolicy`, BlockPublicPolicy): retrying is useless. */
export class WriteRejected extends Error {
  override readonly name = 'WriteRejected';
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** One object of the state bucket, with what a conditional write needs. */
export interface StoredObject {
  readonly body: string;
  readonly etag: string;
}

/** The guard's own bucket. */
export interface StatePort {
  read(key: string): Promise<Fact<StoredObject>>;
  /** `ifMatch`: replace just this version; `null`: only if there is none. Answers false when lost. */
  write(key: string, body: string, condition?: { readonly ifMatch: string | null }): Promise<boolean>;
  list(prefix: string): Promise<Fact<readonly string[]>>;
}

export type ConfigVerdict = 'COMPLIANT' | 'NON_COMPLIANT' | 'NOT_APPLICABLE';

export interface ConfigEvaluation {
  readonly resourceType: string;
  readonly resourceId: string;
  readonly verdict: ConfigVerdict;
  /** 1 to 256 characters. */
  readonly annotation: string;
  readonly orderingTimestamp: Date;
}

export interface ConfigPort {
  /** Batches of 100. @throws when Config lists failed evaluations. */
  putEvaluations(
    resultToken: string,
    evaluations: readonly ConfigEvaluation[],
    testMode: boolean,
  ): Promise<void>;
  /** What the rule has judged so far, to retire what is gone. */
  judged(rule: string): Promise<readonly { resourceType: string; resourceId: string }[]>;
  startEvaluation(rules: readonly string[]): Promise<void>;
}

export interface RefreshPort {
  /** Asks for a fresh inventory, without waiting for it. */
  request(reason: string): Promise<void>;
}

export interface ClockPort {
  now(): Date;
  sleep(milliseconds: number): Promise<void>;
}
