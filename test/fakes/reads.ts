import type {
  BucketEncryption,
  BucketLogging,
  CorsRule,
  DataEventTrail,
  PublicAccessBlock,
} from '#shared/connect/bucket-configuration.ts';
import type { EffectivePolicies } from '#shared/connect/effective-policies.ts';
import { absent, type Fact, known, unreadable } from '#shared/connect/fact.ts';
import type { KeyDescription, KeyGrant, KeyRotation } from '#shared/connect/key.ts';
import type { DeliveryStreamDescription, StreamDescription } from '#shared/connect/stream.ts';
import type {
  BucketConfigurationPort,
  DeliveryStreamPort,
  KeyPort,
  PrincipalPoliciesPort,
  StreamPort,
  TrailPort,
} from '#shared/ports.ts';
import { accessDenied } from './state.ts';

/** One read of AWS by name: `absent` unless told otherwise, and possible to deny. */
export class FakeRead<T> {
  readonly answers = new Map<string, T>();
  /** Names, or `*` for all. */
  readonly denied = new Set<string>();
  readonly asked: string[] = [];
  readonly #action: string;

  constructor(action: string) {
    this.#action = action;
  }

  async read(name: string): Promise<Fact<T>> {
    this.asked.push(name);
    if (this.denied.has(name) || this.denied.has('*'))
      return unreadable(accessDenied(this.#action));
    const answer = this.answers.get(name);
    return answer === undefined ? absent : known(answer);
  }
}

/** Every read that is about one resource. */
export const fakeReads = () => ({
  publicAccessBlock: new FakeRead<PublicAccessBlock>('s3:GetBucketPublicAccessBlock'),
  encryption: new FakeRead<BucketEncryption>('s3:GetEncryptionConfiguration'),
  cors: new FakeRead<readonly CorsRule[]>('s3:GetBucketCORS'),
  objectOwnership: new FakeRead<string>('s3:GetBucketOwnershipControls'),
  versioning: new FakeRead<string>('s3:GetBucketVersioning'),
  logging: new FakeRead<BucketLogging>('s3:GetBucketLogging'),
  tags: new FakeRead<Readonly<Record<string, string>>>('s3:GetBucketTagging'),
  /** By `all`. */
  dataEvents: new FakeRead<readonly DataEventTrail[]>('cloudtrail:DescribeTrails'),
  key: new FakeRead<KeyDescription>('kms:DescribeKey'),
  keyPolicy: new FakeRead<string>('kms:GetKeyPolicy'),
  grants: new FakeRead<readonly KeyGrant[]>('kms:ListGrants'),
  rotation: new FakeRead<KeyRotation>('kms:GetKeyRotationStatus'),
  stream: new FakeRead<StreamDescription>('kinesis:DescribeStreamSummary'),
  deliveryStream: new FakeRead<DeliveryStreamDescription>('firehose:DescribeDeliveryStream'),
  principalPolicies: new FakeRead<EffectivePolicies>('iam:ListRolePolicies'),
});

export type FakeReads = ReturnType<typeof fakeReads>;

/** The ports of an account in which these reads say what there is. */
export const portsOf = (reads: FakeReads) => ({
  configuration: {
    publicAccessBlock: (bucket) => reads.publicAccessBlock.read(bucket),
    encryption: (bucket) => reads.encryption.read(bucket),
    cors: (bucket) => reads.cors.read(bucket),
    objectOwnership: (bucket) => reads.objectOwnership.read(bucket),
    versioning: (bucket) => reads.versioning.read(bucket),
    logging: (bucket) => reads.logging.read(bucket),
    tags: (bucket) => reads.tags.read(bucket),
  } satisfies BucketConfigurationPort,
  trails: { dataEvents: () => reads.dataEvents.read('all') } satisfies TrailPort,
  keys: {
    describe: (key) => reads.key.read(key),
    policy: (key) => reads.keyPolicy.read(key),
    grants: (key) => reads.grants.read(key),
    rotation: (key) => reads.rotation.read(key),
  } satisfies KeyPort,
  streams: { describe: (stream) => reads.stream.read(stream) } satisfies StreamPort,
  deliveryStreams: {
    names: async () => known([...reads.deliveryStream.answers.keys()]),
    describe: (name) => reads.deliveryStream.read(name),
  } satisfies DeliveryStreamPort,
  principalPolicies: () =>
    ({
      effectivePolicies: (principal) => reads.principalPolicies.read(principal),
    }) satisfies PrincipalPoliciesPort,
});
