import type { Arn } from '#shared/connect/arn.ts';
import { absent, type Fact, known, unreadable } from '#shared/connect/fact.ts';
import type { ConnectInstance, IamPrincipal } from '#shared/connect/inventory.ts';
import type { KeyDescription } from '#shared/connect/key.ts';
import type { ResourceUse } from '#shared/connect/resource-use.ts';
import type { InspectedKey, KinesisStreamFacts } from './facts.ts';

export const place = {
  partition: 'aws',
  account: '111122223333',
  region: 'ap-northeast-1',
} as const;

const regional = (service: string, resource: string): Arn =>
  `arn:aws:${service}:${place.region}:${place.account}:${resource}`;

export const role: IamPrincipal = {
  arn: `arn:aws:iam::${place.account}:role/aws-service-role/connect.amazonaws.com/AWSServiceRoleForAmazonConnect_Y29ubmVjdDEyMzQ1Njc4`,
  id: 'AROAEXAMPLECONNECT001',
};
export const streamArn: Arn = regional('kinesis', 'stream/contact-records');

export const instance: ConnectInstance = {
  arn: regional('connect', 'instance/11111111-2222-4333-8444-555555555555'),
  id: '11111111-2222-4333-8444-555555555555',
  alias: 'sample',
  serviceRole: known(role),
  storage: {
    CONTACT_TRACE_RECORDS: known([
      {
        resourceType: 'CONTACT_TRACE_RECORDS',
        storageType: 'KINESIS_STREAM',
        stream: streamArn,
      },
    ]),
  },
  attributes: {},
};

export const use: ResourceUse = {
  instances: [instance],
  associations: [
    { resourceType: 'CONTACT_TRACE_RECORDS', storageType: 'KINESIS_STREAM', stream: streamArn },
  ],
  complete: true,
  unreadable: [],
};

/** Nobody streams there. */
export const unused: ResourceUse = {
  instances: [],
  associations: [],
  complete: true,
  unreadable: [],
};

/** A customer's key in good order. @param digit tells one key from another */
export const keyOf = (digit: string, changed: Partial<KeyDescription> = {}): KeyDescription => ({
  arn: regional('kms', `key/${digit.repeat(8)}-2222-4333-8444-555555555555`),
  account: place.account,
  manager: 'CUSTOMER',
  state: 'Enabled',
  spec: 'SYMMETRIC_DEFAULT',
  usage: 'ENCRYPT_DECRYPT',
  origin: 'AWS_KMS',
  ...changed,
});

/** What the console puts into a new key's policy: IAM decides. */
export const delegatingPolicy = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    {
      Sid: 'Enable IAM User Permissions',
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${place.account}:root` },
      Action: 'kms:*',
      Resource: '*',
    },
  ],
});

export const inspected = (
  description: KeyDescription,
  changed: Partial<InspectedKey> = {},
): InspectedKey => ({
  name: description.arn,
  description: known(description),
  policy: known(delegatingPolicy),
  grants: known([]),
  ...changed,
});

export const noKey: InspectedKey = { description: absent, policy: absent, grants: absent };

export const denied = (action: string): Fact<never> =>
  unreadable({ action, code: 'AccessDenied', message: 'not authorized' });

/** A stream that is encrypted with the key of the recordings; change what the example is about. */
export const sampleStream = (changed: Partial<KinesisStreamFacts> = {}): KinesisStreamFacts => ({
  kind: 'kinesis',
  id: 'contact-records',
  place,
  use,
  description: known({
    arn: streamArn,
    name: 'contact-records',
    encryptionType: 'KMS',
    key: keyOf('1').arn,
  }),
  key: inspected(keyOf('1')),
  instanceKeys: [
    {
      instance: instance.arn,
      resourceType: 'CALL_RECORDINGS',
      name: keyOf('1').arn,
      description: known(keyOf('1')),
    },
  ],
  rolePolicies: { [role.arn]: known({ principal: role, identity: [] }) },
  settings: known({}),
  ...changed,
});

/** The same with another encryption. */
export const sampleEncryption = (encryptionType: string, key?: string) => ({
  description: known({
    arn: streamArn,
    name: 'contact-records',
    encryptionType,
    ...(key !== undefined && { key }),
  }),
});
