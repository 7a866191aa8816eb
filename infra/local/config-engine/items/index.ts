import type { KnownResource } from '../../services/config/state.ts';
import type { Scope, World } from '../../world.ts';
import type { RecordedConfiguration } from '../configuration-item.ts';
import { recordBucket } from './s3-bucket.ts';

/** Reads a resource as the recorder, with the recorder's role. */
export type RecordResource = (
  world: World,
  scope: Scope,
  resource: KnownResource,
) => Promise<RecordedConfiguration>;

/** The resource types that the embedded AWS Config records. */
export const recordable: Readonly<Record<string, RecordResource>> = {
  'AWS::S3::Bucket': recordBucket,
};
