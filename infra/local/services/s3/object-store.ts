import { createHash, randomBytes } from 'node:crypto';
import type { Tag } from '@aws-sdk/client-s3';
import { AwsError } from '../../service.ts';
import type { Scope, World } from '../../world.ts';
import {
  type Bucket,
  bucketState,
  type ObjectEncryption,
  type ObjectHeaders,
  type ObjectVersion,
} from './state.ts';

export interface NewObject {
  readonly key: string;
  readonly body: string | Uint8Array;
  readonly headers?: ObjectHeaders;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly encryption?: ObjectEncryption;
  readonly tags?: readonly Tag[];
  readonly storageClass?: string;
  readonly checksums?: Readonly<Record<string, string>>;
}

/** The newest version, unless that is a delete marker. */
export function currentVersion(bucket: Bucket, key: string): ObjectVersion | undefined {
  const newest = bucket.objects.get(key)?.[0];
  return newest?.deleteMarker ? undefined : newest;
}

/** Keeps an object as the newest version of its key. */
export function storeObject(world: World, bucket: Bucket, object: NewObject): ObjectVersion {
  const body = typeof object.body === 'string' ? Buffer.from(object.body) : object.body;
  const encryption = object.encryption ?? { algorithm: 'AES256', bucketKey: false };
  return addVersion(bucket, {
    key: object.key,
    versionId: newVersionId(bucket),
    deleteMarker: false,
    lastModified: world.clock.now(),
    body,
    etag: etagOf(body, encryption),
    headers: object.headers ?? {},
    metadata: object.metadata ?? {},
    encryption,
    tags: object.tags ?? [],
    storageClass: object.storageClass ?? 'STANDARD',
    checksums: object.checksums ?? {},
  });
}

/** Seeds an object, asking nobody. @throws AwsError `NoSuchBucket` (404). */
export function putObject(
  world: World,
  scope: Scope,
  { bucket: name, ...object }: NewObject & { readonly bucket: string },
): ObjectVersion {
  const bucket = bucketState(world, scope, name);
  if (!bucket) throw new AwsError('NoSuchBucket', 'The specified bucket does not exist', 404);
  return storeObject(world, bucket, object);
}

/**
 * Deletes as S3 does: the named version for good, otherwise by a delete marker where versions
 * are kept. Answers the version removed or the marker made, or nothing.
 */
export function deleteObject(
  world: World,
  bucket: Bucket,
  key: string,
  versionId: string | undefined,
): ObjectVersion | undefined {
  if (versionId !== undefined) return removeVersion(bucket, key, versionId);
  if (bucket.configuration.versioning === undefined) {
    removeVersion(bucket, key, 'null');
    return undefined;
  }
  return addVersion(bucket, {
    key,
    versionId: newVersionId(bucket),
    deleteMarker: true,
    lastModified: world.clock.now(),
    body: new Uint8Array(),
    etag: '',
    headers: {},
    metadata: {},
    encryption: { algorithm: 'AES256', bucketKey: false },
    tags: [],
    storageClass: 'STANDARD',
    checksums: {},
  });
}

function addVersion(bucket: Bucket, version: ObjectVersion): ObjectVersion {
  const kept = (bucket.objects.get(version.key) ?? []).filter(
    ({ versionId }) => versionId !== version.versionId,
  );
  bucket.objects.set(version.key, [version, ...kept]);
  return version;
}

function removeVersion(bucket: Bucket, key: string, versionId: string): ObjectVersion | undefined {
  const versions = bucket.objects.get(key) ?? [];
  const kept = versions.filter((version) => version.versionId !== versionId);
  if (kept.length > 0) bucket.objects.set(key, kept);
  else bucket.objects.delete(key);
  return versions.find((version) => version.versionId === versionId);
}

const newVersionId = (bucket: Bucket): string =>
  bucket.configuration.versioning === 'Enabled' ? randomBytes(24).toString('base64url') : 'null';

/** The body's MD5, except that under KMS keys S3 answers something else. */
function etagOf(body: Uint8Array, { key }: ObjectEncryption): string {
  const hash = createHash('md5').update(body);
  if (key !== undefined) hash.update(key);
  return `"${hash.digest('hex')}"`;
}
