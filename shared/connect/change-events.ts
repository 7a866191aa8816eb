/** What a management event changes, and so what has to be read again. */
export type ChangeSubject =
  /** Where an instance stores one resource type. */
  | 'storage'
  /** One attribute of an instance. */
  | 'attribute'
  /** Which instances there are. */
  | 'instances'
  | 'bucket'
  | 'key'
  | 'stream'
  | 'delivery-stream';

/** The kinds of rules of `shared/rules`; by name, because the arrows point the other way. */
export type ChangedKind = 'bucket' | 'instance' | 'key' | 'stream' | 'administrator';

export interface ChangeEvent {
  readonly subject: ChangeSubject;
  /** Whether the inventory itself may be different afterwards. */
  readonly inventory: boolean;
  /** Whose rules may judge differently afterwards. */
  readonly kinds: readonly ChangedKind[];
}

export const everyKind: readonly ChangedKind[] = [
  'bucket',
  'instance',
  'key',
  'stream',
  'administrator',
];

const storage: ChangeEvent = { subject: 'storage', inventory: true, kinds: everyKind };
const instances: ChangeEvent = { subject: 'instances', inventory: true, kinds: everyKind };
const attribute: ChangeEvent = { subject: 'attribute', inventory: true, kinds: ['instance'] };
const bucketOwner: ChangeEvent = {
  subject: 'bucket',
  inventory: true,
  kinds: ['bucket', 'instance', 'stream'],
};
const bucketPolicy: ChangeEvent = {
  subject: 'bucket',
  inventory: false,
  kinds: ['bucket', 'stream'],
};
const keyAccess: ChangeEvent = { subject: 'key', inventory: false, kinds: ['key', 'stream'] };
const keyRotation: ChangeEvent = { subject: 'key', inventory: false, kinds: ['key'] };
const keyItself: ChangeEvent = {
  subject: 'key',
  inventory: true,
  kinds: ['bucket', 'instance', 'key', 'stream'],
};
const stream: ChangeEvent = {
  subject: 'stream',
  inventory: true,
  kinds: ['instance', 'key', 'stream'],
};
const deliveryStream: ChangeEvent = {
  subject: 'delivery-stream',
  inventory: true,
  kinds: ['bucket', 'instance', 'key', 'stream'],
};

/** Whose rules judge by these parts of the inventory. */
export const kindsByPart = {
  storage: storage.kinds,
  attributes: attribute.kinds,
  buckets: bucketOwner.kinds,
  keys: keyItself.kinds,
  streams: stream.kinds,
  deliveryStreams: deliveryStream.kinds,
} as const;

/**
 * The management events that matter, by `eventSource` and `eventName` of CloudTrail: what Connect
 * stores where is no resource of AWS Config, so only these events tell that it changed.
 * @see https://docs.aws.amazon.com/connect/latest/adminguide/logging-using-cloudtrail.html
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/logging-using-cloudtrail.html
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-s3-info.html
 */
export const changeEvents: Readonly<Record<string, Readonly<Record<string, ChangeEvent>>>> = {
  'connect.amazonaws.com': {
    AssociateInstanceStorageConfig: storage,
    UpdateInstanceStorageConfig: storage,
    DisassociateInstanceStorageConfig: storage,
    UpdateInstanceAttribute: attribute,
    CreateInstance: instances,
    DeleteInstance: instances,
    ReplicateInstance: instances,
  },
  's3.amazonaws.com': {
    PutBucketPolicy: bucketPolicy,
    DeleteBucketPolicy: bucketPolicy,
    PutBucketEncryption: bucketPolicy,
    DeleteBucketEncryption: bucketPolicy,
    CreateBucket: bucketOwner,
    DeleteBucket: bucketOwner,
  },
  'kms.amazonaws.com': {
    PutKeyPolicy: keyAccess,
    CreateGrant: keyAccess,
    RevokeGrant: keyAccess,
    RetireGrant: keyAccess,
    EnableKeyRotation: keyRotation,
    DisableKeyRotation: keyRotation,
    DisableKey: keyItself,
    EnableKey: keyItself,
    ScheduleKeyDeletion: keyItself,
    CancelKeyDeletion: keyItself,
    CreateAlias: keyItself,
    UpdateAlias: keyItself,
    DeleteAlias: keyItself,
  },
  'kinesis.amazonaws.com': {
    CreateStream: stream,
    DeleteStream: stream,
    StartStreamEncryption: stream,
    StopStreamEncryption: stream,
  },
  'firehose.amazonaws.com': {
    CreateDeliveryStream: deliveryStream,
    DeleteDeliveryStream: deliveryStream,
    UpdateDestination: deliveryStream,
    StartDeliveryStreamEncryption: deliveryStream,
    StopDeliveryStreamEncryption: deliveryStream,
  },
};
