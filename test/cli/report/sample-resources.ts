import type { Arn } from '#shared/connect/arn.ts';
import type { AuditedPlace } from '#shared/usecases/audit/report.ts';
import { account, role } from './sample-policies.ts';

export const region = 'eu-central-1';

const arn = (service: string, resource: string): Arn =>
  `arn:aws:${service}:${region}:${account}:${resource}`;

const instance = (id: string): Arn => arn('connect', `instance/${id}`);

export const support = instance('3f0c6a52-8d41-4b7e-9a13-c5e27d90b1f4');
export const sales = instance('b81e47d9-2c65-4f03-8e9a-70d4a1c6f352');
export const clinic = instance('e64b20f8-51da-4c97-b3e0-18f7c9a2d645');
export const pilot = instance('72f5c0e8-b19d-4a63-8d27-4c60f9e1a5b3');
export const key = arn('kms', 'key/1f0c9e57-3c1d-4b58-9f2e-0d6b7a4c8e21');
export const records = arn('kinesis', 'stream/acme-contact-records');
export const archive = arn('firehose', 'deliverystream/acme-records-to-archive');

const bucket = (name: string, ...instances: readonly Arn[]) =>
  ({ type: 'AWS::S3::Bucket', id: name, name, arn: `arn:aws:s3:::${name}`, instances }) as const;

const buckets = {
  support: bucket('acme-connect-support', support),
  sales: bucket('acme-connect-sales', sales),
  shared: bucket('acme-connect-archive', sales, support),
  clinic: bucket('acme-connect-clinic', clinic),
  records: bucket('acme-records-archive', support),
  loose: bucket('acme-connect-reports', sales),
};

/** What the contact center uses. */
export const resources: AuditedPlace['resources'] = [
  ...Object.values(buckets),
  ...[support, sales, clinic, pilot].map((each, index) => ({
    type: 'AWS::Connect::Instance',
    id: each,
    name: ['acme-support', 'acme-sales', 'acme-clinic', 'acme-pilot'][index] ?? '',
    arn: each,
    instances: [each],
  })),
  { type: 'AWS::KMS::Key', id: key, name: 'alias/acme-recordings', arn: key, instances: [support] },
  {
    type: 'AWS::Kinesis::Stream',
    id: records,
    name: 'acme-contact-records',
    arn: records,
    instances: [support],
  },
  {
    type: 'AWS::KinesisFirehose::DeliveryStream',
    id: archive,
    name: 'acme-records-to-archive',
    arn: archive,
    instances: [support],
  },
  {
    type: 'AWS::IAM::Role',
    id: 'AROACONTACTADMIN12345',
    name: 'AWSReservedSSO_ContactCenterAdmin_0123456789abcdef',
    arn: role(
      'aws-reserved/sso.amazonaws.com/AWSReservedSSO_ContactCenterAdmin_0123456789abcdef',
    ) as Arn,
    instances: [support, sales],
  },
];
