import type { CopyObjectRequest } from '@aws-sdk/client-s3';
import { AwsError, type Call, type Operation } from '../../service.ts';
import { bucketCheck, bucketOf, findBucket } from './bucket-access.ts';
import { encryptionChecks, encryptionHeaders, encryptionOf } from './encryption.ts';
import { requireObject, shownVersion, versionOf } from './object-access.ts';
import { tellObjectCreated } from './object-events.ts';
import { storeObject } from './object-store.ts';
import { headersOf, parseTagging, refuseAcl, writeChecks } from './object-writes.ts';
import type { Bucket } from './state.ts';

interface Source {
  readonly Key: string;
  readonly VersionId?: string;
}

/** `/bucket/key?versionId=…`, percent-encoded. @throws AwsError `InvalidArgument` (400). */
function sourceOf(call: Call<CopyObjectRequest>): { bucket: Bucket; source: Source } {
  const { CopySource = '', ExpectedSourceBucketOwner } = call.input;
  const match = /^\/?([^/]+)\/(.+?)(?:\?versionId=(.+))?$/s.exec(CopySource);
  const [, name, key, version] = match ?? [];
  if (name === undefined || key === undefined) {
    throw new AwsError(
      'InvalidArgument',
      'Copy Source must mention the source bucket and key: sourcebucket/sourcekey',
    );
  }
  const source = {
    Key: decodeURIComponent(key),
    ...(version !== undefined && { VersionId: version }),
  };
  return { bucket: findBucket(call, name, ExpectedSourceBucketOwner), source };
}

export const copyObject: Operation<CopyObjectRequest> = {
  access: (call) => {
    const { bucket, source } = sourceOf(call);
    const object = versionOf(bucket, source);
    const action = source.VersionId === undefined ? 'GetObject' : 'GetObjectVersion';
    const present = object !== undefined && !object.deleteMarker;
    return [
      bucketCheck(call, bucket, action, source.Key),
      ...(present
        ? encryptionChecks(call, bucket, source.Key, object.encryption, 'Decrypt')
        : [bucketCheck(call, bucket, 'ListBucket')]),
      ...writeChecks(call, bucketOf(call), {
        's3:x-amz-copy-source': call.input.CopySource,
        's3:x-amz-metadata-directive': call.input.MetadataDirective,
      }),
    ];
  },
  run: (call) => {
    const { input } = call;
    const { bucket: from, source } = sourceOf(call);
    const to = bucketOf(call);
    const object = requireObject(from, source);
    const replace = input.MetadataDirective === 'REPLACE';
    const itself = from === to && source.Key === input.Key && source.VersionId === undefined;
    if (itself && !replace && !input.ServerSideEncryption && !input.StorageClass) {
      throw new AwsError(
        'InvalidRequest',
        "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
      );
    }
    refuseAcl(to, input.ACL);
    const encryption = encryptionOf(call, to, input);
    const stored = storeObject(call.world, to, {
      key: input.Key ?? '',
      body: object.body,
      headers: replace ? headersOf(input) : object.headers,
      metadata: replace ? (input.Metadata ?? {}) : object.metadata,
      encryption,
      tags: input.TaggingDirective === 'REPLACE' ? parseTagging(input.Tagging) : object.tags,
      checksums: object.checksums,
      ...(input.StorageClass && { storageClass: input.StorageClass }),
    });
    tellObjectCreated(call as Call<never>, to, stored, 'CopyObject');
    return {
      CopyObjectResult: { ETag: stored.etag, LastModified: stored.lastModified },
      ...encryptionHeaders(encryption),
      ...shownVersion(to, stored.versionId),
      ...(from.configuration.versioning && { CopySourceVersionId: object.versionId }),
    };
  },
};
