import { absent, type Fact, known, unreadable } from '#shared/connect/fact.ts';
import type {
  ConnectInstance,
  IamPrincipal,
  StorageAssociation,
} from '#shared/connect/inventory.ts';
import type { KeyDescription, KeyGrant } from '#shared/connect/key.ts';
import type { RawStatement } from '#shared/policy/document.ts';
import type { KeyFacts } from './facts.ts';

export const place = {
  partition: 'aws',
  account: '111122223333',
  region: 'ap-northeast-1',
} as const;

const id = '0d1c2b3a-4e5f-4678-9abc-def012345678';

export const description: KeyDescription = {
  arn: `arn:aws:kms:${place.region}:${place.account}:key/${id}`,
  account: place.account,
  manager: 'CUSTOMER',
  state: 'Enabled',
  spec: 'SYMMETRIC_DEFAULT',
  usage: 'ENCRYPT_DECRYPT',
  origin: 'AWS_KMS',
};

export const connectRole: IamPrincipal = {
  arn: `arn:aws:iam::${place.account}:role/aws-service-role/connect.amazonaws.com/AWSServiceRoleForAmazonConnect_Y29ubmVjdDEyMzQ1Njc4`,
  id: 'AROAEXAMPLECONNECT001',
};

export const recordings: StorageAssociation = {
  resourceType: 'CALL_RECORDINGS',
  storageType: 'S3',
  bucket: 'amazon-connect-0123456789ab',
  prefix: 'connect/sample/CallRecordings',
  key: description.arn,
};

export const instance: ConnectInstance = {
  arn: `arn:aws:connect:${place.region}:${place.account}:instance/11111111-2222-4333-8444-555555555555`,
  id: '11111111-2222-4333-8444-555555555555',
  alias: 'sample',
  serviceRole: known(connectRole),
  storage: { CALL_RECORDINGS: known([recordings]) },
  attributes: {},
};

/** What Connect makes when the key is associated. */
export const grant: KeyGrant = {
  id: '0c237476b39f8bc44e45212e08498fbe3151305030726c0590dd8d3e9f3d6a60',
  grantee: connectRole.arn,
  operations: ['Decrypt', 'Encrypt', 'GenerateDataKey', 'RetireGrant', 'DescribeKey'],
};

export const delegation: RawStatement = {
  Sid: 'Enable IAM User Permissions',
  Effect: 'Allow',
  Principal: { AWS: `arn:aws:iam::${place.account}:root` },
  Action: 'kms:*',
  Resource: '*',
};

/** A key policy of these statements. */
export const policyOf = (...statements: readonly RawStatement[]): Fact<string> =>
  known(JSON.stringify({ Version: '2012-10-17', Statement: statements }));

/** A key in good order, everything known; change what the example is about. */
export const sampleKey = (changed: Partial<KeyFacts> = {}): KeyFacts => ({
  id,
  place,
  use: {
    instances: [instance],
    associations: [recordings],
    encryptors: [instance],
    complete: true,
    unreadable: [],
  },
  description: known(description),
  policy: policyOf(delegation),
  grants: known([grant]),
  rotation: known({ enabled: true, periodInDays: 365 }),
  rolePolicies: { [connectRole.arn]: known({ principal: connectRole, identity: [] }) },
  settings: absent,
  ...changed,
});

/** As {@link sampleKey}, with another description. */
export const describedKey = (changed: Partial<KeyDescription>): KeyFacts =>
  sampleKey({ description: known({ ...description, ...changed }) });

/** A key that no instance uses. */
export const unusedKey: KeyFacts = sampleKey({
  use: { instances: [], associations: [], encryptors: [], complete: true, unreadable: [] },
});

export const deniedRead = (action: string): Fact<never> =>
  unreadable({
    action,
    code: 'AccessDenied',
    message: `not authorized to perform: ${action}`,
  });
