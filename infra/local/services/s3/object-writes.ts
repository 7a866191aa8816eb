import type {
  DeleteObjectRequest,
  DeleteObjectsRequest,
  ObjectIdentifier,
  PutObjectRequest,
} from '@aws-sdk/client-s3';
import { type AccessCheck, AwsError, type Call, type Operation } from '../../service.ts';
import { bucketCheck, bucketOf } from './bucket-access.ts';
import { acceptChecksums } from './checksums.ts';
import { encryptionChecks, encryptionHeaders, encryptionOf } from './encryption.ts';
import { shownVersion, versionOf } from './object-access.ts';
import { tellObjectCreated } from './object-events.ts';
import { matchesEtag, preconditionFailed } from './object-reads.ts';
import { currentVersion, deleteObject, storeObject } from './object-store.ts';
import type { Bucket, ObjectHeaders } from './state.ts';

export type PutInput = Omit<PutObjectRequest, 'Body'> & { readonly Body?: Uint8Array | undefined };

/**
 * The questions of a write: on the object, on what else its headers ask for, and on the key.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
 */
export function writeChecks(
  call: Call<PutInput>,
  bucket: Bucket,
  context: Readonly<Record<string, string | undefined>> = {},
): readonly AccessCheck[] {
  const { input } = call;
  const { Key: key = '' } = input;
  const check = (action: string) =>
    bucketCheck(call, bucket, action, key, {
      's3:x-amz-server-side-encryption': input.ServerSideEncryption,
      's3:x-amz-server-side-encryption-aws-kms-key-id': input.SSEKMSKeyId,
      's3:x-amz-server-side-encryption-customer-algorithm': input.SSECustomerAlgorithm,
      's3:x-amz-storage-class': input.StorageClass,
      's3:x-amz-acl': input.ACL,
      's3:if-match': input.IfMatch,
      's3:if-none-match': input.IfNoneMatch,
      ...Object.fromEntries(
        parseTagging(input.Tagging).map(({ Key, Value }) => [`s3:RequestObjectTag/${Key}`, Value]),
      ),
      ...context,
    });
  return [
    check('PutObject'),
    ...(input.ACL !== undefined ? [check('PutObjectAcl')] : []),
    ...(input.Tagging !== undefined ? [check('PutObjectTagging')] : []),
    ...(input.IfMatch !== undefined ? [check('GetObject')] : []),
    ...encryptionChecks(call, bucket, key, encryptionOf(call, bucket, input), 'GenerateDataKey'),
  ];
}

const putObject: Operation<PutInput> = {
  access: (call) => writeChecks(call, bucketOf(call)),
  run: (call) => {
    const bucket = bucketOf(call);
    const { input } = call;
    const body = input.Body ?? new Uint8Array();
    refuseAcl(bucket, input.ACL);
    checkWriteConditions(bucket, input);
    const checksums = acceptChecksums(input, body);
    const encryption = encryptionOf(call, bucket, input);
    const stored = storeObject(call.world, bucket, {
      key: input.Key ?? '',
      body,
      headers: headersOf(input),
      metadata: input.Metadata ?? {},
      encryption,
      tags: parseTagging(input.Tagging),
      checksums,
      ...(input.StorageClass && { storageClass: input.StorageClass }),
    });
    tellObjectCreated(call as Call<never>, bucket, stored, 'PutObject');
    return {
      ETag: stored.etag,
      ...encryptionHeaders(encryption),
      ...shownVersion(bucket, stored.versionId),
      ...checksums,
    };
  },
};

/** The headers that are kept with an object. */
export function headersOf(input: ObjectHeaders): ObjectHeaders {
  const { CacheControl, ContentDisposition, ContentEncoding, ContentLanguage, ContentType } = input;
  const given = {
    CacheControl,
    ContentDisposition,
    ContentEncoding,
    ContentLanguage,
    ContentType,
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

/** `x-amz-tagging` is written like a query. */
export const parseTagging = (tagging: string | undefined): { Key: string; Value: string }[] =>
  [...new URLSearchParams(tagging)].map(([Key, Value]) => ({ Key, Value }));

/** @throws AwsError `AccessControlListNotSupported` (400) where ACLs are off. */
export function refuseAcl(bucket: Bucket, acl: string | undefined): void {
  const ownership = bucket.configuration.ownershipControls?.Rules?.[0]?.ObjectOwnership;
  if (acl === undefined || acl === 'bucket-owner-full-control') return;
  if (ownership === 'BucketOwnerEnforced') {
    throw new AwsError('AccessControlListNotSupported', 'The bucket does not allow ACLs');
  }
  if (acl !== 'private') {
    throw new AwsError('NotImplemented', `The ACL ${acl} is not supported here`, 501);
  }
}

/**
 * @throws AwsError `PreconditionFailed` (412), `NoSuchKey` (404) for `If-Match` on a missing key.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
function checkWriteConditions(
  bucket: Bucket,
  { Key = '', IfMatch, IfNoneMatch }: Pick<PutInput, 'Key' | 'IfMatch' | 'IfNoneMatch'>,
): void {
  const current = currentVersion(bucket, Key);
  if (IfNoneMatch !== undefined) {
    if (IfNoneMatch !== '*') {
      throw new AwsError(
        'NotImplemented',
        'A header you provided implies functionality that is not implemented',
        501,
        { Header: 'If-None-Match' },
      );
    }
    if (current) throw preconditionFailed('If-None-Match');
  }
  if (IfMatch === undefined) return;
  if (!current) {
    throw new AwsError('NoSuchKey', 'The specified key does not exist.', 404, { Key });
  }
  if (!matchesEtag(IfMatch, current.etag)) throw preconditionFailed('If-Match');
}

const deletion = (call: Call<object>, bucket: Bucket, key = '', version?: string): AccessCheck =>
  bucketCheck(call, bucket, version === undefined ? 'DeleteObject' : 'DeleteObjectVersion', key, {
    's3:VersionId': version,
  });

const deleteOne: Operation<DeleteObjectRequest> = {
  access: (call) => [deletion(call, bucketOf(call), call.input.Key, call.input.VersionId)],
  run: (call) => {
    const bucket = bucketOf(call);
    const { Key = '', VersionId, IfMatch } = call.input;
    if (IfMatch !== undefined) {
      const object = versionOf(bucket, call.input);
      if (!object || !matchesEtag(IfMatch, object.etag)) throw preconditionFailed('If-Match');
    }
    return deleted(deleteObject(call.world, bucket, Key, VersionId), VersionId);
  },
};

const deleted = (version: ReturnType<typeof deleteObject>, asked: string | undefined): object => ({
  ...(version?.deleteMarker && { DeleteMarker: true }),
  ...((asked ?? version?.versionId) !== undefined && { VersionId: asked ?? version?.versionId }),
});

/** Here one key that may not be deleted refuses the whole request; S3 answers key by key. */
const deleteMany: Operation<DeleteObjectsRequest> = {
  access: (call) =>
    requestedKeys(call.input).map(({ Key, VersionId }) =>
      deletion(call, bucketOf(call), Key, VersionId),
    ),
  run: (call) => {
    const bucket = bucketOf(call);
    const rows = requestedKeys(call.input).map(({ Key = '', VersionId }) => {
      const version = deleteObject(call.world, bucket, Key, VersionId);
      const marker = version?.deleteMarker === true;
      return {
        Key,
        ...(VersionId !== undefined && { VersionId }),
        ...(marker && { DeleteMarker: true, DeleteMarkerVersionId: version.versionId }),
      };
    });
    return call.input.Delete?.Quiet ? {} : { Deleted: rows };
  },
};

/** @throws AwsError `MalformedXML` (400) for none or more than 1,000 keys. */
function requestedKeys({ Delete }: DeleteObjectsRequest): readonly ObjectIdentifier[] {
  const keys = Delete?.Objects ?? [];
  if (keys.length > 0 && keys.length <= 1000) return keys;
  throw new AwsError(
    'MalformedXML',
    'The XML you provided was not well-formed or did not validate against our published schema',
  );
}

export const objectWrites: Readonly<Record<string, Operation>> = {
  PutObject: putObject,
  DeleteObject: deleteOne,
  DeleteObjects: deleteMany,
};
