import type { Arn } from './connect/arn.ts';
import type {
  BucketEncryption,
  BucketLogging,
  CorsRule,
  DataEventTrail,
  PublicAccessBlock,
} from './connect/bucket-configuration.ts';
import type { BucketReplication, BucketStack } from './connect/bucket-neighbours.ts';
import type { AccountPrincipal, EffectivePolicies } from './connect/effective-policies.ts';
import type { Fact } from './connect/fact.ts';
import type { BucketOwnership, IamPrincipal, StorageAssociation } from './connect/inventory.ts';
import type { KeyDescription, KeyGrant, KeyRotation } from './connect/key.ts';
import type { Notification } from './connect/notification.ts';
import type { RecorderStatus } from './connect/recorder.ts';
import type { DeliveryStreamDescription, StreamDescription } from './connect/stream.ts';
import type { AsffFinding } from './findings/asff.ts';

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
  listStorage(instance: Arn, resourceType: string): Promise<Fact<readonly StorageAssociation[]>>;
  /** `true` or `false` of one `InstanceAttributeType`; one that AWS does not know here is `absent`. */
  attribute(instance: Arn, attributeType: string): Promise<Fact<string>>;
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

/**
 * The configuration of a bucket beside its policy: each `absent` only when S3 says that there is
 * none. Every call sends `ExpectedBucketOwner`.
 */
export interface BucketConfigurationPort {
  publicAccessBlock(bucket: string): Promise<Fact<PublicAccessBlock>>;
  encryption(bucket: string): Promise<Fact<BucketEncryption>>;
  cors(bucket: string): Promise<Fact<readonly CorsRule[]>>;
  /** `ObjectOwnership`, open-ended: `BucketOwnerEnforced`, … */
  objectOwnership(bucket: string): Promise<Fact<string>>;
  /** `Enabled` or `Suspended`, open-ended; `absent` when it was never enabled. */
  versioning(bucket: string): Promise<Fact<string>>;
  logging(bucket: string): Promise<Fact<BucketLogging>>;
  tags(bucket: string): Promise<Fact<Readonly<Record<string, string>>>>;
}

/** AWS CloudTrail. */
export interface TrailPort {
  /** The trails that are logging in this region and record data events of S3 objects. */
  dataEvents(): Promise<Fact<readonly DataEventTrail[]>>;
}

/** AWS KMS. A key is named by id, ARN, alias or alias' ARN; `absent`: KMS knows none (`NotFoundException`). */
export interface KeyPort {
  describe(key: string): Promise<Fact<KeyDescription>>;
  /** The key policy's text, byte for byte. */
  policy(key: Arn): Promise<Fact<string>>;
  /** All pages. */
  grants(key: Arn): Promise<Fact<readonly KeyGrant[]>>;
  /** `absent` when the key is of a kind that AWS does not rotate (`UnsupportedOperationException`). */
  rotation(key: Arn): Promise<Fact<KeyRotation>>;
}

/** Amazon Kinesis Data Streams: `absent` when there is no such stream. */
export interface StreamPort {
  describe(stream: Arn): Promise<Fact<StreamDescription>>;
}

/** Amazon Data Firehose. */
export interface DeliveryStreamPort {
  /** The names of all of this account and region, or of those of one type; all pages. */
  names(type?: 'KinesisStreamAsSource'): Promise<Fact<readonly string[]>>;
  /** `absent` when there is none of this name. */
  describe(name: string): Promise<Fact<DeliveryStreamDescription>>;
}

/** What roles and users are allowed by their own policies. */
export interface PrincipalPoliciesPort {
  /** `absent` when there is no such role or user. */
  effectivePolicies(principal: Arn): Promise<Fact<EffectivePolicies>>;
}

/** Everybody in the account at once. */
export interface AccountAuthorizationPort {
  /** All roles and users, service-linked roles too, with all that they hold. */
  principals(): Promise<Fact<readonly AccountPrincipal[]>>;
}

/** When principals were last seen. */
export interface LastUsedPort {
  /** Called S3, with success or not, ISO 8601; `absent`: not within the 400 days that IAM remembers. */
  s3(principal: Arn): Promise<Fact<string>>;
}

/** What works on a bucket beside those who call S3 themselves. */
export interface BucketNeighbourPort {
  replication(bucket: string): Promise<Fact<BucketReplication>>;
  /** By the tags that CloudFormation puts on what it makes. */
  stack(bucket: string): Promise<Fact<BucketStack>>;
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
  /**
   * `ifMatch`: replace just this version; `null`: only if there is none.
   * @returns the new ETag; false when somebody else was faster
   */
  write(
    key: string,
    body: string,
    condition?: { readonly ifMatch: string | null },
  ): Promise<string | false>;
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

/** One topic, over which people are told. */
export interface NotifyPort {
  publish(notification: Notification): Promise<void>;
}

/** AWS Security Hub, of this account and region. */
export interface SecurityHubPort {
  /**
   * At most 100 findings and 6 MB. Answers with those that were not taken, all of them when Security
   * Hub cannot be reached, or that it is not enabled.
   */
  importFindings(
    findings: readonly AsffFinding[],
  ): Promise<'not-enabled' | readonly RefusedFinding[]>;
}

export interface RefusedFinding {
  readonly id: string;
  readonly why: string;
  /** It is what the finding says, or who says it: to send it again is useless. */
  readonly lasting: boolean;
}

/** What Amazon CloudWatch counts for Amazon Connect. */
export interface UploadErrorsPort {
  /**
   * How many recordings each instance could not store, by the minute.
   * @see https://docs.aws.amazon.com/connect/latest/adminguide/monitoring-cloudwatch.html
   */
  uploadErrors(
    instances: readonly Arn[],
    since: Date,
    until: Date,
  ): Promise<Fact<ReadonlyMap<Arn, readonly { readonly at: Date; readonly count: number }[]>>>;
}

export interface RemediationException {
  readonly rule: string;
  readonly resourceType: string;
  readonly resourceId: string;
  readonly message?: string;
  /** ISO 8601, UTC; absent: until somebody deletes it. */
  readonly expires?: string;
}

export interface RemediationExceptionsPort {
  /** What AWS Config leaves out of a rule's remediation, all pages. */
  remediationExceptions(rule: string): Promise<Fact<readonly RemediationException[]>>;
}

export interface RecorderPort {
  /** Of the account's own recorders in this region; none: AWS Config is not on. */
  statuses(): Promise<Fact<readonly RecorderStatus[]>>;
}

export interface ClockPort {
  now(): Date;
  sleep(milliseconds: number): Promise<void>;
}
