import { defined } from '../../defined.ts';
import { AwsError } from '../../service.ts';
import { changeBucket, createBucket, deleteBucket } from '../../services/s3/buckets.ts';
import { type Bucket, type BucketConfiguration, bucketState } from '../../services/s3/state.ts';
import { urlSuffix } from '../../url-suffix.ts';
import type { DeployedResource } from '../intrinsics.ts';
import type { JsonObject } from '../json.ts';
import {
  boolean,
  listOf,
  number,
  object,
  oneOf,
  type Properties,
  string,
  tags,
} from '../properties.ts';
import { type ResourceContext, resourceKind } from '../resource-kind.ts';

const encryption = object((properties) => ({
  Rules: properties
    .required(
      'ServerSideEncryptionConfiguration',
      listOf(
        object((rule) =>
          defined({
            BucketKeyEnabled: rule.optional('BucketKeyEnabled', boolean),
            ApplyServerSideEncryptionByDefault: rule.optional(
              'ServerSideEncryptionByDefault',
              object((byDefault) =>
                defined({
                  SSEAlgorithm: byDefault.required(
                    'SSEAlgorithm',
                    oneOf('AES256', 'aws:kms', 'aws:kms:dsse'),
                  ),
                  KMSMasterKeyID: byDefault.optional('KMSMasterKeyID', string),
                }),
              ),
            ),
          }),
        ),
      ),
    )
    .slice(),
}));

const publicAccessBlock = object((properties) => ({
  BlockPublicAcls: properties.optional('BlockPublicAcls', boolean) ?? false,
  BlockPublicPolicy: properties.optional('BlockPublicPolicy', boolean) ?? false,
  IgnorePublicAcls: properties.optional('IgnorePublicAcls', boolean) ?? false,
  RestrictPublicBuckets: properties.optional('RestrictPublicBuckets', boolean) ?? false,
}));

const ownership = object((properties) => ({
  Rules: properties
    .required(
      'Rules',
      listOf(
        object((rule) => ({
          ObjectOwnership: rule.required(
            'ObjectOwnership',
            oneOf('BucketOwnerEnforced', 'BucketOwnerPreferred', 'ObjectWriter'),
          ),
        })),
      ),
    )
    .slice(),
}));

const lifecycle = object((properties) => ({
  Rules: properties
    .required(
      'Rules',
      listOf(
        object((rule) =>
          defined({
            ID: rule.optional('Id', string),
            Status: rule.required('Status', oneOf('Enabled', 'Disabled')),
            Filter: { Prefix: rule.optional('Prefix', string) ?? '' },
            NoncurrentVersionExpiration: rule.optional(
              'NoncurrentVersionExpiration',
              object((expiration) =>
                defined({
                  NoncurrentDays: expiration.optional('NoncurrentDays', number),
                  NewerNoncurrentVersions: expiration.optional('NewerNoncurrentVersions', number),
                }),
              ),
            ),
            Expiration: rule.optional('ExpirationInDays', (value, path) => ({
              Days: number(value, path),
            })),
            AbortIncompleteMultipartUpload: rule.optional(
              'AbortIncompleteMultipartUpload',
              object((abort) => ({
                DaysAfterInitiation: abort.required('DaysAfterInitiation', number),
              })),
            ),
          }),
        ),
      ),
    )
    .slice(),
}));

const logging = object((properties) => ({
  TargetBucket: properties.required('DestinationBucketName', string),
  TargetPrefix: properties.optional('LogFilePrefix', string) ?? '',
}));

/** To EventBridge only. */
const notification = object((properties) => {
  const told = properties.optional(
    'EventBridgeConfiguration',
    object((bridge) => bridge.optional('EventBridgeEnabled', boolean) ?? true),
  );
  return told ? { EventBridgeConfiguration: {} } : {};
});

const read = (properties: Properties) => ({
  name: properties.optional('BucketName', string),
  configuration: defined({
    encryption: properties.optional('BucketEncryption', encryption),
    publicAccessBlock: properties.optional('PublicAccessBlockConfiguration', publicAccessBlock),
    ownershipControls: properties.optional('OwnershipControls', ownership),
    versioning: properties.optional(
      'VersioningConfiguration',
      object((versioning) => versioning.required('Status', oneOf('Enabled', 'Suspended'))),
    ),
    lifecycle: properties.optional('LifecycleConfiguration', lifecycle),
    logging: properties.optional('LoggingConfiguration', logging),
    notification: properties.optional('NotificationConfiguration', notification),
    tags: properties.optional('Tags', tags),
  }) satisfies BucketConfiguration,
});

const deployed = ({ name, arn, partition, region }: Bucket): DeployedResource => ({
  ref: name,
  attributes: {
    Arn: arn,
    DomainName: `${name}.s3.${urlSuffix(partition)}`,
    RegionalDomainName: `${name}.s3.${region}.${urlSuffix(partition)}`,
  } satisfies JsonObject,
});

/** CloudFormation's own tags, which say whose the bucket is, and the template's. */
const tagged = (
  { stackName, stackId, logicalId }: ResourceContext,
  configuration: BucketConfiguration,
): BucketConfiguration => ({
  ...configuration,
  tags: [
    { Key: 'aws:cloudformation:stack-name', Value: stackName },
    { Key: 'aws:cloudformation:stack-id', Value: stackId },
    { Key: 'aws:cloudformation:logical-id', Value: logicalId },
    ...(configuration.tags ?? []),
  ],
});

/** `AWS::S3::Bucket` */
export const s3Bucket = resourceKind({
  read,
  replacedBy: ['BucketName'],
  create(context, { name, configuration }) {
    const { world, scope, generatedName } = context;
    const seed = {
      name: name ?? generatedName(63).toLowerCase(),
      ...tagged(context, configuration),
    };
    return deployed(createBucket(world, scope, seed));
  },
  update(context, { ref }, { configuration }) {
    const { world, scope } = context;
    const bucket = bucketState(world, scope, ref);
    if (bucket === undefined) throw new AwsError('NoSuchBucket', `There is no bucket ${ref}.`, 404);
    changeBucket(world, bucket, tagged(context, configuration));
    return deployed(bucket);
  },
  delete({ world, scope }, { ref }) {
    const bucket = bucketState(world, scope, ref);
    if (bucket !== undefined) deleteBucket(world, bucket);
  },
});
