import { type AccessCheck, AwsError, type Call } from '../../service.ts';
import { type BucketInput, bucketCheck, bucketOf } from './bucket-access.ts';
import { encryptionChecks } from './encryption.ts';
import { currentVersion } from './object-store.ts';
import type { Bucket, ObjectVersion } from './state.ts';

export interface ObjectInput extends BucketInput {
  readonly Key?: string | undefined;
  readonly VersionId?: string | undefined;
}

/** The version that a call names, by id or as the newest. */
export const versionOf = (bucket: Bucket, { Key = '', VersionId }: ObjectInput) =>
  VersionId === undefined
    ? currentVersion(bucket, Key)
    : bucket.objects.get(Key)?.find(({ versionId }) => versionId === VersionId);

/**
 * The questions of a read: on the object, on the list of objects when it is not there (who may
 * not list is told 403, not 404), and on its key when `decrypts`.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
 */
export function readChecks(
  call: Call<ObjectInput>,
  actions: { readonly current: string; readonly version: string; readonly decrypts?: boolean },
): readonly AccessCheck[] {
  const { Key = '', VersionId } = call.input;
  const bucket = bucketOf(call);
  const object = versionOf(bucket, call.input);
  const read = bucketCheck(
    call,
    bucket,
    VersionId === undefined ? actions.current : actions.version,
    Key,
    {
      's3:VersionId': VersionId,
      ...Object.fromEntries(
        (object?.tags ?? []).map((tag) => [`s3:ExistingObjectTag/${tag.Key}`, tag.Value ?? '']),
      ),
    },
  );
  if (!object || object.deleteMarker) {
    const list = VersionId === undefined ? 'ListBucket' : 'ListBucketVersions';
    return [read, bucketCheck(call, bucket, list)];
  }
  if (!actions.decrypts) return [read];
  return [read, ...encryptionChecks(call, bucket, Key, object.encryption, 'Decrypt')];
}

/**
 * The object that a read is for.
 * @throws AwsError `NoSuchKey`, `NoSuchVersion` (404); `MethodNotAllowed` (405) for the version
 *   of a delete marker.
 */
export function requireObject(bucket: Bucket, input: ObjectInput): ObjectVersion {
  const object = versionOf(bucket, input);
  if (object && !object.deleteMarker) return object;
  if (object) {
    throw new AwsError(
      'MethodNotAllowed',
      'The specified method is not allowed against this resource.',
      405,
      { Method: 'GET', ResourceType: 'DeleteMarker' },
    );
  }
  throw input.VersionId === undefined
    ? new AwsError('NoSuchKey', 'The specified key does not exist.', 404, { Key: input.Key })
    : new AwsError('NoSuchVersion', 'The specified version does not exist.', 404, {
        Key: input.Key,
        VersionId: input.VersionId,
      });
}

/** Versions appear in answers only of buckets that keep them. */
export const shownVersion = (bucket: Bucket, versionId: string): { VersionId?: string } =>
  bucket.configuration.versioning === undefined ? {} : { VersionId: versionId };
