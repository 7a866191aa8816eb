import { absent, type Fact, known, unreadable } from '#shared/connect/fact.ts';
import type { ConnectInstance, IamPrincipal } from '#shared/connect/inventory.ts';
import { generateBucketPolicy } from '#shared/generate/bucket-policy.ts';
import type { BaselineFacts } from '#shared/generate/facts.ts';
import type { BucketFacts, InspectedBucket } from './facts.ts';
import { uninspected } from './uninspected.ts';

const account = '111122223333';
const region = 'ap-northeast-1';

const connectRole: IamPrincipal = {
  arn: `arn:aws:iam::${account}:role/aws-service-role/connect.amazonaws.com/AWSServiceRoleForAmazonConnect_Y29ubmVjdDEyMzQ1Njc4`,
  id: 'AROAEXAMPLECONNECT001',
};

const baseline: BaselineFacts = {
  profile: 'observable',
  bucket: 'amazon-connect-0123456789ab',
  account,
  partition: 'aws',
  region,
  connectRoles: [connectRole],
  administrators: [
    { arn: `arn:aws:iam::${account}:role/ContactCenterAdmin`, id: 'AROAEXAMPLEADMIN00001' },
  ],
  remediator: {
    arn: `arn:aws:iam::${account}:role/ConnectStorageGuard-Remediator-${region}`,
    id: 'AROAEXAMPLEREMEDIATE1',
  },
  auditors: [{ arn: `arn:aws:iam::${account}:role/ConnectStorageGuard-EvaluateBuckets-${region}` }],
  workloads: [],
  servicePrincipals: [],
  requireTls: true,
};

const storage = [
  {
    resourceType: 'CALL_RECORDINGS',
    storageType: 'S3',
    bucket: baseline.bucket,
    prefix: 'connect/sample/CallRecordings',
  },
];

const instance: ConnectInstance = {
  arn: `arn:aws:connect:${region}:${account}:instance/11111111-2222-4333-8444-555555555555`,
  id: '11111111-2222-4333-8444-555555555555',
  alias: 'sample',
  serviceRole: known(connectRole),
  storage: { CALL_RECORDINGS: known(storage) },
  attributes: { CONTACTFLOW_LOGS: known('true') },
};

/** A bucket with one instance, everything known and nothing in force; change what the example is about. */
export const sampleBucket = (changed: Partial<InspectedBucket> = {}): BucketFacts => ({
  bucket: baseline.bucket,
  account,
  region,
  use: {
    instances: [instance],
    associations: storage,
    deliveries: [],
    complete: true,
    unreadable: [],
  },
  inspected: {
    ownership: known({ owner: 'this-account', region }),
    policy: known(JSON.stringify(generateBucketPolicy(baseline))),
    baseline: known({ facts: baseline, withoutAdministrators: [], setAside: [] }),
    configuration: uninspected,
    ...changed,
  },
});

/** A bucket that no instance uses. */
export const unusedBucket: BucketFacts = {
  bucket: 'somebody-elses-bucket',
  account,
  region,
  use: { instances: [], associations: [], deliveries: [], complete: true, unreadable: [] },
};

/** A bucket whose policy is not there. */
export const withoutPolicy: Fact<string> = absent;

/** What S3 answers when the policy denies us the policy. */
export const deniedPolicy: Fact<string> = unreadable({
  action: 's3:GetBucketPolicy',
  code: 'AccessDenied',
  message: 'User is not authorized to perform: s3:GetBucketPolicy with an explicit deny',
});
