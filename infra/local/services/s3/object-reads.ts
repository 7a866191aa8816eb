import type {
  GetObjectAclRequest,
  GetObjectRequest,
  GetObjectTaggingRequest,
  HeadObjectRequest,
} from '@aws-sdk/client-s3';
import { AwsError, type Operation } from '../../service.ts';
import { bucketOf } from './bucket-access.ts';
import { ownerOnlyAcl } from './bucket-operations.ts';
import { encryptionHeaders } from './encryption.ts';
import { type ObjectInput, readChecks, requireObject, shownVersion } from './object-access.ts';
import type { Bucket, ObjectVersion } from './state.ts';

const content = { current: 'GetObject', version: 'GetObjectVersion', decrypts: true };

const getObject: Operation<GetObjectRequest> = {
  access: (call) => readChecks(call, content),
  run: (call) => {
    const bucket = bucketOf(call);
    const object = requireObject(bucket, call.input);
    checkPreconditions(object, call.input);
    const range = rangeOf(call.input.Range, object.body.length);
    if (!range) return { ...describe(bucket, object, call.input), Body: object.body };
    const { ContentLength, ...description } = describe(bucket, object, {});
    return {
      ...description,
      ContentLength: range.end - range.start + 1,
      ContentRange: `bytes ${range.start}-${range.end}/${ContentLength}`,
      Body: object.body.subarray(range.start, range.end + 1),
    };
  },
};

const headObject: Operation<HeadObjectRequest> = {
  access: (call) => readChecks(call, content),
  run: (call) => {
    const bucket = bucketOf(call);
    const object = withoutBody(() => requireObject(bucket, call.input));
    checkPreconditions(object, call.input);
    return describe(bucket, object, call.input);
  },
};

/** The answer to HEAD has no body to name a missing key in. */
function withoutBody<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof AwsError && error.status === 404) {
      throw new AwsError('NotFound', 'Not Found', 404);
    }
    throw error;
  }
}

const describe = (
  bucket: Bucket,
  object: ObjectVersion,
  { ChecksumMode }: { readonly ChecksumMode?: string | undefined },
) => ({
  ContentLength: object.body.length,
  LastModified: object.lastModified,
  ETag: object.etag,
  AcceptRanges: 'bytes',
  ContentType: 'binary/octet-stream',
  ...object.headers,
  Metadata: object.metadata,
  ...encryptionHeaders(object.encryption),
  ...shownVersion(bucket, object.versionId),
  ...(object.storageClass !== 'STANDARD' && { StorageClass: object.storageClass }),
  ...(object.tags.length > 0 && { TagCount: object.tags.length }),
  ...(ChecksumMode === 'ENABLED' && object.checksums),
});

/** @throws AwsError `PreconditionFailed` (412), `NotModified` (304). */
function checkPreconditions(
  { etag, lastModified }: ObjectVersion,
  input: Pick<
    GetObjectRequest,
    'IfMatch' | 'IfNoneMatch' | 'IfModifiedSince' | 'IfUnmodifiedSince'
  >,
): void {
  const { IfMatch, IfNoneMatch, IfModifiedSince, IfUnmodifiedSince } = input;
  const seconds = (date: Date) => Math.floor(date.getTime() / 1000);
  const failed =
    IfMatch !== undefined
      ? !matchesEtag(IfMatch, etag)
      : IfUnmodifiedSince !== undefined && seconds(lastModified) > seconds(IfUnmodifiedSince);
  if (failed) throw preconditionFailed('If-Match');
  const unchanged =
    IfNoneMatch !== undefined
      ? matchesEtag(IfNoneMatch, etag)
      : IfModifiedSince !== undefined && seconds(lastModified) <= seconds(IfModifiedSince);
  if (unchanged) throw new AwsError('NotModified', 'Not Modified', 304);
}

/** Whether a condition names the ETag, with or without quotes, or is `*`. */
export const matchesEtag = (condition: string, etag: string): boolean =>
  condition === '*' || condition.replaceAll('"', '') === etag.replaceAll('"', '');

export const preconditionFailed = (condition: string): AwsError =>
  new AwsError(
    'PreconditionFailed',
    'At least one of the pre-conditions you specified did not hold',
    412,
    { Condition: condition },
  );

/**
 * The bytes that `Range` asks for; what is not a single range of bytes is ignored.
 * @throws AwsError `InvalidRange` (416).
 */
function rangeOf(
  range: string | undefined,
  length: number,
): { readonly start: number; readonly end: number } | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(range ?? '');
  if (!match || (!match[1] && !match[2])) return undefined;
  const [, from, to] = match;
  const start = from ? Number(from) : Math.max(0, length - Number(to));
  const end = from && to ? Math.min(Number(to), length - 1) : length - 1;
  if (start >= length || (from && to && Number(to) < start)) {
    throw new AwsError('InvalidRange', 'The requested range is not satisfiable', 416, {
      RangeRequested: range,
      ActualObjectSize: length,
    });
  }
  return { start, end };
}

const objectRead = <Input extends ObjectInput>(
  current: string,
  version: string,
  answer: (bucket: Bucket, object: ObjectVersion) => object,
): Operation<Input> => ({
  access: (call) => readChecks(call, { current, version }),
  run: (call) => {
    const bucket = bucketOf(call);
    return answer(bucket, requireObject(bucket, call.input));
  },
});

export const objectReads: Readonly<Record<string, Operation>> = {
  GetObject: getObject,
  HeadObject: headObject,
  GetObjectAcl: objectRead<GetObjectAclRequest>(
    'GetObjectAcl',
    'GetObjectVersionAcl',
    ({ owner }) => ownerOnlyAcl(owner),
  ),
  GetObjectTagging: objectRead<GetObjectTaggingRequest>(
    'GetObjectTagging',
    'GetObjectVersionTagging',
    (bucket, { tags, versionId }) => ({ TagSet: tags, ...shownVersion(bucket, versionId) }),
  ),
};
