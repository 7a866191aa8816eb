import { decodeUri, type WireRequest } from './http.ts';
import type { Target } from './match.ts';

const host = /^(?<bucket>.+?)\.(?:s3[.-])?(?:127\.0\.0\.1|localhost)$/;
const amazonHost = /^(?<bucket>.+?)\.s3[.-](?:[a-z0-9-]+\.)*amazonaws\.com(?:\.cn)?$/;

/**
 * The bucket and the rest of the path, of path-style (`/bucket/key`) and virtual-hosted
 * (`bucket.localhost`) requests.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html
 */
export function bucketOf(request: WireRequest): Target {
  const name = (request.headers.host ?? '').replace(/:\d+$/, '').toLowerCase();
  const hosted = (host.exec(name) ?? amazonHost.exec(name))?.groups?.bucket;
  if (hosted && hosted !== 's3') return { bucket: hosted, path: request.path || '/' };
  const end = request.path.indexOf('/', 1);
  const bucket = decodeUri(end < 0 ? request.path.slice(1) : request.path.slice(1, end));
  if (bucket === '') return { bucket: null, path: '/' };
  return { bucket, path: end < 0 ? '/' : request.path.slice(end) };
}
