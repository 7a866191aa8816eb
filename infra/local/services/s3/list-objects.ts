import type {
  _Object,
  ListObjectsRequest,
  ListObjectsV2Request,
  ListObjectVersionsRequest,
} from '@aws-sdk/client-s3';
import type { Call, Operation } from '../../service.ts';
import { type BucketInput, bucketCheck, bucketOf } from './bucket-access.ts';
import { decodeToken, encodeToken } from './bucket-operations.ts';
import { byKey, encoder, type ListingInput, listPage, pageSize } from './listing.ts';
import { currentVersion } from './object-store.ts';
import { type Bucket, canonicalUser, type ObjectVersion } from './state.ts';

type Listing = BucketInput & ListingInput & { readonly EncodingType?: string | undefined };

const listAccess =
  (action: string) =>
  (call: Call<Listing>): ReturnType<Operation['access']> => [
    bucketCheck(call, bucketOf(call), action, undefined, {
      's3:prefix': call.input.Prefix,
      's3:delimiter': call.input.Delimiter,
      's3:max-keys': call.input.MaxKeys?.toString(),
    }),
  ];

const currentObjects = (bucket: Bucket): ObjectVersion[] =>
  [...bucket.objects.keys()].sort(byKey).flatMap((key) => currentVersion(bucket, key) ?? []);

const row = (object: ObjectVersion, encode: (name: string) => string): _Object => ({
  Key: encode(object.key),
  LastModified: object.lastModified,
  ETag: object.etag,
  Size: object.body.length,
  StorageClass: object.storageClass as _Object['StorageClass'],
});

/** What all three listings answer alike. */
function frame(bucket: Bucket, input: Listing, commonPrefixes: readonly string[]): object {
  const encode = encoder(input.EncodingType);
  return {
    Name: bucket.name,
    Prefix: encode(input.Prefix ?? ''),
    ...(input.Delimiter && { Delimiter: encode(input.Delimiter) }),
    ...(input.EncodingType && { EncodingType: input.EncodingType }),
    MaxKeys: pageSize(input),
    ...(commonPrefixes.length > 0 && {
      CommonPrefixes: commonPrefixes.map((prefix) => ({ Prefix: encode(prefix) })),
    }),
  };
}

const listObjectsV2: Operation<ListObjectsV2Request> = {
  access: listAccess('ListBucket'),
  run: (call) => {
    const { input } = call;
    const bucket = bucketOf(call);
    const encode = encoder(input.EncodingType);
    const { ContinuationToken, StartAfter } = input;
    const after = ContinuationToken === undefined ? StartAfter : decodeToken(ContinuationToken);
    const page = listPage(currentObjects(bucket), input, after);
    const owner = input.FetchOwner ? { Owner: { ID: canonicalUser(bucket.owner) } } : {};
    return {
      ...frame(bucket, input, page.commonPrefixes),
      ...(page.items.length > 0 && {
        Contents: page.items.map((object) => ({ ...row(object, encode), ...owner })),
      }),
      KeyCount: page.items.length + page.commonPrefixes.length,
      IsTruncated: page.next !== undefined,
      ...(ContinuationToken !== undefined && { ContinuationToken }),
      ...(StartAfter !== undefined && { StartAfter: encode(StartAfter) }),
      ...(page.next !== undefined && { NextContinuationToken: encodeToken(page.next) }),
    };
  },
};

const listObjects: Operation<ListObjectsRequest> = {
  access: listAccess('ListBucket'),
  run: (call) => {
    const { input } = call;
    const bucket = bucketOf(call);
    const encode = encoder(input.EncodingType);
    const page = listPage(currentObjects(bucket), input, input.Marker);
    const Owner = { ID: canonicalUser(bucket.owner) };
    return {
      ...frame(bucket, input, page.commonPrefixes),
      Marker: encode(input.Marker ?? ''),
      ...(page.items.length > 0 && {
        Contents: page.items.map((object) => ({ ...row(object, encode), Owner })),
      }),
      IsTruncated: page.next !== undefined,
      // Without a delimiter the caller goes on from the last key.
      ...(page.next !== undefined && input.Delimiter && { NextMarker: encode(page.next) }),
    };
  },
};

const listObjectVersions: Operation<ListObjectVersionsRequest> = {
  access: listAccess('ListBucketVersions'),
  run: (call) => {
    const { input } = call;
    const bucket = bucketOf(call);
    const encode = encoder(input.EncodingType);
    const { KeyMarker = '', VersionIdMarker } = input;
    const rows = [...bucket.objects.keys()]
      .sort(byKey)
      .flatMap((key) => (bucket.objects.get(key) ?? []).map((version) => version));
    const start = rows.findIndex(
      ({ key, versionId }) => key === KeyMarker && versionId === VersionIdMarker,
    );
    // After a version, the rest of its key comes first.
    const page =
      start < 0 ? listPage(rows, input, KeyMarker) : listPage(rows.slice(start + 1), input);
    const Owner = { ID: canonicalUser(bucket.owner) };
    const versions = page.items.map((version) => ({
      version,
      common: {
        Key: encode(version.key),
        VersionId: version.versionId,
        IsLatest: bucket.objects.get(version.key)?.[0] === version,
        LastModified: version.lastModified,
        Owner,
      },
    }));
    const last = page.items.at(-1);
    const lastIsVersion = last !== undefined && last.key === page.next;
    return {
      ...frame(bucket, input, page.commonPrefixes),
      KeyMarker: encode(KeyMarker),
      VersionIdMarker: VersionIdMarker ?? '',
      Versions: versions
        .filter(({ version }) => !version.deleteMarker)
        .map(({ version, common }) => ({ ...row(version, encode), ...common })),
      DeleteMarkers: versions
        .filter(({ version }) => version.deleteMarker)
        .map(({ common }) => common),
      IsTruncated: page.next !== undefined,
      ...(page.next !== undefined && { NextKeyMarker: encode(page.next) }),
      ...(page.next !== undefined && lastIsVersion && { NextVersionIdMarker: last.versionId }),
    };
  },
};

export const listingOperations: Readonly<Record<string, Operation>> = {
  ListObjectsV2: listObjectsV2,
  ListObjects: listObjects,
  ListObjectVersions: listObjectVersions,
};
