import { isArn } from '#shared/connect/arn.ts';
import type { Place } from '#shared/connect/deployment.ts';
import { line } from './text.ts';

/** What Security Hub calls a resource: a type that it has no name for is `Other`. */
export interface FindingResource {
  readonly Type: string;
  readonly Id: string;
  readonly Partition: string;
  readonly Region: string;
  readonly Details?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

interface Kind {
  readonly name: string;
  /** The ARN of the resource that has this id. */
  arn?(place: Place, id: string): string;
  /** The field of its details that has the id. */
  readonly field?: string;
}

/** @see https://docs.aws.amazon.com/securityhub/latest/userguide/asff-resources.html */
const kinds: Readonly<Record<string, Kind>> = {
  'AWS::S3::Bucket': {
    name: 'AwsS3Bucket',
    arn: ({ partition }, id) => `arn:${partition}:s3:::${id}`,
    field: 'Name',
  },
  'AWS::KMS::Key': {
    name: 'AwsKmsKey',
    arn: (place, id) => regional(place, 'kms', `key/${id}`),
    field: 'KeyId',
  },
  'AWS::Kinesis::Stream': {
    name: 'AwsKinesisStream',
    arn: (place, id) => regional(place, 'kinesis', `stream/${id}`),
    field: 'Name',
  },
  'AWS::KinesisFirehose::DeliveryStream': {
    name: 'Other',
    arn: (place, id) => regional(place, 'firehose', `deliverystream/${id}`),
  },
  'AWS::Connect::Instance': {
    name: 'Other',
    arn: (place, id) => regional(place, 'connect', `instance/${id}`),
  },
  'AWS::IAM::Role': { name: 'AwsIamRole', field: 'RoleId' },
  'AWS::IAM::User': { name: 'AwsIamUser', field: 'UserId' },
  'AWS::::Account': { name: 'AwsAccount', arn: ({ account }) => `AWS::::Account:${account}` },
};

const regional = ({ partition, region, account }: Place, service: string, resource: string) =>
  `arn:${partition}:${service}:${region}:${account}:${resource}`;

/** @param arn when it is known better than from the id */
export function findingResource(
  place: Place,
  resourceType: string,
  resourceId: string,
  arn?: string,
): FindingResource {
  const kind = kinds[resourceType];
  const id =
    arn ?? (isArn(resourceId) ? resourceId : (kind?.arn?.(place, resourceId) ?? resourceId));
  const base = { Id: line(id, 512), Partition: place.partition, Region: place.region };
  if (kind?.field !== undefined) {
    const short = isArn(resourceId) ? resourceId.replace(/^.*[:/]/, '') : resourceId;
    return { ...base, Type: kind.name, Details: { [kind.name]: { [kind.field]: short } } };
  }
  if (kind !== undefined && kind.name !== 'Other') return { ...base, Type: kind.name };
  return { ...base, Type: 'Other', Details: { Other: { ResourceType: resourceType } } };
}
