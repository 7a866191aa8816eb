import type { KnownResource } from '../../services/config/state.ts';
import type { Scope, World } from '../../world.ts';
import type { RecordedConfiguration } from '../configuration-item.ts';
import { recordInstance } from './connect-instance.ts';
import { recordRole, recordUser } from './iam-identities.ts';
import { recordKey } from './kms-key.ts';
import { recordBucket } from './s3-bucket.ts';
import { recordDataStream, recordDeliveryStream } from './streams.ts';

/** Reads a resource as the recorder, with the recorder's role where the resource has a policy. */
export type RecordResource = (
  world: World,
  scope: Scope,
  resource: KnownResource,
) => Promise<RecordedConfiguration>;

/** The resource types that the embedded AWS Config records. */
export const recordable: Readonly<Record<string, RecordResource>> = {
  'AWS::Connect::Instance': recordInstance,
  'AWS::IAM::Role': recordRole,
  'AWS::IAM::User': recordUser,
  'AWS::KMS::Key': recordKey,
  'AWS::Kinesis::Stream': recordDataStream,
  'AWS::KinesisFirehose::DeliveryStream': recordDeliveryStream,
  'AWS::S3::Bucket': recordBucket,
};
