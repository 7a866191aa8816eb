import { createHmac, createSecretKey, hash, type KeyObject, timingSafeEqual } from 'node:crypto';
import { AwsError } from '../service.ts';
import { type Authorization, algorithm } from './authorization.ts';
import { decodeUri, type WireRequest } from './http.ts';

const skewMilliseconds = 15 * 60_000;

const sha256 = (data: string | Uint8Array): string => hash('sha256', data);
const hmac = (key: Buffer | KeyObject, data: string): Buffer =>
  createHmac('sha256', key).update(data).digest();

const encode = (text: string): string =>
  encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );

const signingKeys = new Map<string, KeyObject>();
const keysKept = 2000;

/** Good for a day: a client signs all its requests to a service with the same one. */
function signingKey(secret: string, ...parts: readonly string[]): KeyObject {
  const id = [secret, ...parts].join(' ');
  const known = signingKeys.get(id);
  if (known) return known;
  const bytes = [...parts, 'aws4_request'].reduce<Buffer>(hmac, Buffer.from(`AWS4${secret}`));
  const key = createSecretKey(bytes);
  if (signingKeys.size >= keysKept) signingKeys.clear();
  signingKeys.set(id, key);
  return key;
}

/**
 * @param now by the clock that its client signs with
 * @throws AwsError when the signature is not the one that the secret makes, is too old or too new.
 */
export function verifySignature(
  request: WireRequest,
  authorization: Authorization,
  secretAccessKey: string,
  now: Date,
): void {
  checkDate(authorization, now);
  const { day, region, service, date, signature } = authorization;
  const scope = `${day}/${region}/${service}/aws4_request`;
  const canonical = canonicalRequest(request, authorization);
  const toSign = [algorithm, date, scope, sha256(canonical)].join('\n');
  const expected = hmac(signingKey(secretAccessKey, day, region, service), toSign);
  const given = Buffer.from(signature, 'hex');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    throw new AwsError(
      'SignatureDoesNotMatch',
      'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
      403,
    );
  }
}

/** When it was signed, in milliseconds since 1970. */
export const signedAt = ({ date }: Authorization): number =>
  Date.parse(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));

function checkDate(authorization: Authorization, now: Date): void {
  const { expires } = authorization;
  const age = now.getTime() - signedAt(authorization);
  if (expires !== undefined && age > expires * 1000) {
    throw new AwsError('AccessDenied', 'Request has expired', 403);
  }
  if (age < -skewMilliseconds || (expires === undefined && age > skewMilliseconds)) {
    throw new AwsError(
      'RequestTimeTooSkewed',
      'The difference between the request time and the current time is too large.',
      403,
    );
  }
}

function canonicalRequest(request: WireRequest, authorization: Authorization): string {
  const { signedHeaders, expires, service } = authorization;
  const headers = signedHeaders.map((name) => {
    const value = (request.headers[name] ?? '').trim().replace(/ +/g, ' ');
    return `${name}:${value}\n`;
  });
  return [
    request.method,
    canonicalPath(request.path, service),
    canonicalQuery(request.query),
    headers.join(''),
    signedHeaders.join(';'),
    payloadHash(request, expires !== undefined),
  ].join('\n');
}

/** Every service but S3 encodes the path once more than it is on the wire. */
function canonicalPath(path: string, service: string): string {
  const parts = path.split('/');
  if (service === 's3') return parts.map((part) => encode(decodeUri(part))).join('/') || '/';
  const normal = parts.filter((part) => part !== '' && part !== '.').map(encode);
  return `/${normal.join('/')}${normal.length > 0 && path.endsWith('/') ? '/' : ''}`;
}

const canonicalQuery = (query: WireRequest['query']): string =>
  query
    .filter(([key]) => key !== 'X-Amz-Signature')
    .map(([key, value]) => [encode(key), encode(value)] as const)
    .sort(([a, x], [b, y]) => compare(a, b) || compare(x, y))
    .map(([key, value]) => `${key}=${value}`)
    .join('&');

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

function payloadHash(request: WireRequest, presigned: boolean): string {
  const declared = request.headers['x-amz-content-sha256'];
  if (declared === undefined) return presigned ? 'UNSIGNED-PAYLOAD' : sha256(request.body);
  if (/^[0-9a-f]{64}$/.test(declared) && declared !== sha256(request.body)) {
    throw new AwsError(
      'XAmzContentSHA256Mismatch',
      "The provided 'x-amz-content-sha256' header does not match what was computed.",
    );
  }
  return declared;
}
