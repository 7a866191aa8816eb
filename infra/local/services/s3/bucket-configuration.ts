import type {
  DeleteBucketCorsRequest,
  PutBucketCorsRequest,
  PutBucketEncryptionRequest,
  PutBucketLifecycleConfigurationRequest,
  PutBucketLoggingRequest,
  PutBucketOwnershipControlsRequest,
  PutBucketTaggingRequest,
  PutBucketVersioningRequest,
  PutPublicAccessBlockRequest,
  ServerSideEncryptionConfiguration,
} from '@aws-sdk/client-s3';
import { AwsError, type Operation } from '../../service.ts';
import { bucketOperation } from './bucket-access.ts';
import { changeBucket } from './buckets.ts';
import { configured } from './not-configured.ts';
import type { BucketConfiguration } from './state.ts';

/** SSE-S3, which S3 applies to every bucket since January 2023. */
export const defaultEncryption: ServerSideEncryptionConfiguration = {
  Rules: [
    { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' }, BucketKeyEnabled: false },
  ],
};

const remove = (action: string, member: keyof BucketConfiguration): Operation =>
  bucketOperation<DeleteBucketCorsRequest, void>(action, (bucket, call) => {
    const { [member]: _, ...rest } = bucket.configuration;
    changeBucket(call.world, bucket, rest, 'replace');
  });

/** Reads of what the embedded AWS does not let anyone configure: the answer is always the same. */
const fixed = (action: string, answer: object): Operation => bucketOperation(action, () => answer);

const malformedXml = (): AwsError =>
  new AwsError(
    'MalformedXML',
    'The XML you provided was not well-formed or did not validate against our published schema',
  );

/** A part of the request that S3 will not do without. */
function given<T>(part: T | undefined): T {
  if (part === undefined || part === null) throw malformedXml();
  return part;
}

export const configurationOperations: Readonly<Record<string, Operation>> = {
  GetPublicAccessBlock: bucketOperation('GetBucketPublicAccessBlock', ({ configuration }) => ({
    PublicAccessBlockConfiguration: configured(configuration, 'publicAccessBlock'),
  })),
  PutPublicAccessBlock: bucketOperation<PutPublicAccessBlockRequest, void>(
    'PutBucketPublicAccessBlock',
    (bucket, { world, input }) => {
      const block = given(input.PublicAccessBlockConfiguration);
      changeBucket(world, bucket, {
        publicAccessBlock: {
          BlockPublicAcls: block.BlockPublicAcls ?? false,
          IgnorePublicAcls: block.IgnorePublicAcls ?? false,
          BlockPublicPolicy: block.BlockPublicPolicy ?? false,
          RestrictPublicBuckets: block.RestrictPublicBuckets ?? false,
        },
      });
    },
  ),
  DeletePublicAccessBlock: remove('PutBucketPublicAccessBlock', 'publicAccessBlock'),

  GetBucketEncryption: bucketOperation('GetEncryptionConfiguration', ({ configuration }) => ({
    ServerSideEncryptionConfiguration: configuration.encryption ?? defaultEncryption,
  })),
  PutBucketEncryption: bucketOperation<PutBucketEncryptionRequest, void>(
    'PutEncryptionConfiguration',
    (bucket, { world, input }) => {
      const encryption = given(input.ServerSideEncryptionConfiguration);
      if (encryption.Rules?.length !== 1) throw malformedXml();
      changeBucket(world, bucket, { encryption });
    },
  ),
  DeleteBucketEncryption: remove('PutEncryptionConfiguration', 'encryption'),

  GetBucketVersioning: bucketOperation('GetBucketVersioning', ({ configuration }) => ({
    Status: configuration.versioning,
  })),
  PutBucketVersioning: bucketOperation<PutBucketVersioningRequest, void>(
    'PutBucketVersioning',
    (bucket, { world, input }) => {
      const status = input.VersioningConfiguration?.Status;
      if (status !== 'Enabled' && status !== 'Suspended') {
        throw new AwsError(
          'IllegalVersioningConfigurationException',
          'The Versioning element must be specified',
        );
      }
      changeBucket(world, bucket, { versioning: status });
    },
  ),

  GetBucketCors: bucketOperation('GetBucketCORS', ({ configuration }) =>
    configured(configuration, 'cors'),
  ),
  PutBucketCors: bucketOperation<PutBucketCorsRequest, void>(
    'PutBucketCORS',
    (bucket, { world, input }) =>
      changeBucket(world, bucket, { cors: given(input.CORSConfiguration) }),
  ),
  DeleteBucketCors: remove('PutBucketCORS', 'cors'),

  GetBucketOwnershipControls: bucketOperation(
    'GetBucketOwnershipControls',
    ({ configuration }) => ({
      OwnershipControls: configured(configuration, 'ownershipControls'),
    }),
  ),
  PutBucketOwnershipControls: bucketOperation<PutBucketOwnershipControlsRequest, void>(
    'PutBucketOwnershipControls',
    (bucket, { world, input }) =>
      changeBucket(world, bucket, { ownershipControls: given(input.OwnershipControls) }),
  ),
  DeleteBucketOwnershipControls: remove('PutBucketOwnershipControls', 'ownershipControls'),

  GetBucketLogging: bucketOperation('GetBucketLogging', ({ configuration }) => ({
    LoggingEnabled: configuration.logging,
  })),
  PutBucketLogging: bucketOperation<PutBucketLoggingRequest, void>(
    'PutBucketLogging',
    (bucket, { world, input }) => {
      const { logging: _, ...rest } = bucket.configuration;
      const logging = given(input.BucketLoggingStatus).LoggingEnabled;
      changeBucket(world, bucket, logging ? { ...rest, logging } : rest, 'replace');
    },
  ),

  GetBucketTagging: bucketOperation('GetBucketTagging', ({ configuration }) => ({
    TagSet: configured(configuration, 'tags'),
  })),
  PutBucketTagging: bucketOperation<PutBucketTaggingRequest, void>(
    'PutBucketTagging',
    (bucket, { world, input }) =>
      changeBucket(world, bucket, { tags: given(input.Tagging).TagSet ?? [] }),
  ),
  DeleteBucketTagging: remove('PutBucketTagging', 'tags'),

  GetBucketLifecycleConfiguration: bucketOperation(
    'GetLifecycleConfiguration',
    ({ configuration }) => configured(configuration, 'lifecycle'),
  ),
  PutBucketLifecycleConfiguration: bucketOperation<PutBucketLifecycleConfigurationRequest, void>(
    'PutLifecycleConfiguration',
    (bucket, { world, input }) =>
      changeBucket(world, bucket, { lifecycle: given(input.LifecycleConfiguration) }),
  ),
  DeleteBucketLifecycle: remove('PutLifecycleConfiguration', 'lifecycle'),

  GetBucketReplication: bucketOperation('GetReplicationConfiguration', ({ configuration }) => ({
    ReplicationConfiguration: configured(configuration, 'replication'),
  })),
  GetBucketNotificationConfiguration: bucketOperation(
    'GetBucketNotification',
    ({ configuration }) => configuration.notification ?? {},
  ),
  GetObjectLockConfiguration: bucketOperation(
    'GetBucketObjectLockConfiguration',
    ({ configuration }) => {
      configured(configuration, 'objectLock');
      return { ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled' } };
    },
  ),
  GetBucketWebsite: bucketOperation('GetBucketWebsite', () => {
    throw new AwsError(
      'NoSuchWebsiteConfiguration',
      'The specified bucket does not have a website configuration',
      404,
    );
  }),
  GetBucketAccelerateConfiguration: fixed('GetAccelerateConfiguration', {}),
  GetBucketRequestPayment: fixed('GetBucketRequestPayment', { Payer: 'BucketOwner' }),
};
