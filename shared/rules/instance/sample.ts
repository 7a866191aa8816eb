import { type Fact, known, unreadable } from '#shared/connect/fact.ts';
import type { ConnectInstance, StorageAssociation } from '#shared/connect/inventory.ts';
import type { KeyDescription } from '#shared/connect/key.ts';
import { storageResourceTypes } from '#shared/connect/storage-types.ts';
import type { InstanceFacts } from './facts.ts';

export const place = {
  partition: 'aws',
  account: '111122223333',
  region: 'ap-northeast-1',
} as const;

export const bucket = 'amazon-connect-0123456789ab';

export const key: KeyDescription = {
  arn: `arn:aws:kms:${place.region}:${place.account}:key/0d1c2b3a-4e5f-4678-9abc-def012345678`,
  account: place.account,
  manager: 'CUSTOMER',
  state: 'Enabled',
  spec: 'SYMMETRIC_DEFAULT',
  usage: 'ENCRYPT_DECRYPT',
  origin: 'AWS_KMS',
};

export const recordings: StorageAssociation = {
  resourceType: 'CALL_RECORDINGS',
  storageType: 'S3',
  bucket,
  prefix: 'connect/sample/CallRecordings',
  key: key.arn,
};

export const records: StorageAssociation = {
  resourceType: 'CONTACT_TRACE_RECORDS',
  storageType: 'KINESIS_STREAM',
  stream: `arn:aws:kinesis:${place.region}:${place.account}:stream/contact-records`,
};

/** What the inventory knows of every resource type: these associations, and none of the others. */
export const storageOf = (
  ...associations: readonly StorageAssociation[]
): ConnectInstance['storage'] =>
  Object.fromEntries(
    [
      ...new Set([
        ...Object.keys(storageResourceTypes),
        ...associations.map(({ resourceType }) => resourceType),
      ]),
    ].map((type) => [
      type,
      known(associations.filter(({ resourceType }) => resourceType === type)),
    ]),
  );

const id = '11111111-2222-4333-8444-555555555555';

export const instance: ConnectInstance = {
  arn: `arn:aws:connect:${place.region}:${place.account}:instance/${id}`,
  id,
  alias: 'sample',
  serviceRole: known({
    arn: `arn:aws:iam::${place.account}:role/aws-service-role/connect.amazonaws.com/AWSServiceRoleForAmazonConnect_Y29ubmVjdDEyMzQ1Njc4`,
    id: 'AROAEXAMPLECONNECT001',
  }),
  storage: storageOf(recordings, records),
  attributes: { CONTACTFLOW_LOGS: known('true') },
};

/** An instance in good order, everything known; change what the example is about. */
export const sampleInstance = (
  changed: Partial<ConnectInstance> = {},
  around: Partial<InstanceFacts> = {},
): InstanceFacts => ({
  id: instance.arn,
  place,
  instance: known({ ...instance, ...changed }),
  buckets: { [bucket]: known({ owner: 'this-account', region: place.region }) },
  keys: { [key.arn]: known(key) },
  streams: {
    [`arn:aws:kinesis:${place.region}:${place.account}:stream/contact-records`]: known({
      arn: `arn:aws:kinesis:${place.region}:${place.account}:stream/contact-records`,
      name: 'contact-records',
      encryptionType: 'KMS',
      key: key.arn,
    }),
  },
  deliveryStreams: {},
  ...around,
});

export const deniedRead = (action: string): Fact<never> =>
  unreadable({ action, code: 'AccessDenied', message: `not authorized to perform: ${action}` });
