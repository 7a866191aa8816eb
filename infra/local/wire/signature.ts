import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { AwsError } from '../service.ts';
import { decodeUri, type WireRequest } from './http.ts';

/** What a request says about who signed it (Signature Version 4). */
export interface Authorization {
  readonly accessKeyId: string;
  /** `20260214`. */
  readonly day: string;
  readonly region: string;
  readonly service: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  /** `20260214T101500Z`. */
  readonly date: string;
  readonly sessionToken?: string;
  /** Seconds for which a presigned URL is good. */
  readonly expires?: number;
}

const algorithm = 'AWS4-HMAC-SHA256';
const skewMilliseconds = 15 * 60_000;

const incomplete = (what: string): AwsError => new AwsError('IncompleteSignature', what, 403);

/**
 * @returns undefined when the request is not signed at all.
 * @throws AwsError `IncompleteSignature` when a part of the signature is missing or malformed.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html
 */
export function readAuthorization(request: WireRequest): Authorization | undefined {
  const header = request.headers.authorization;
  if (header !== undefined) return fromHeader(header, request);
  const query = new Map(request.query.map(([key, value]) => [key.toLowerCase(), value]));
  if (query.has('awsaccesskeyid')) {
    throw incomplete(`Signature Version 2 is not supported: use ${algorithm}`);
  }
  return query.has('x-amz-signature') || query.has('x-amz-credential')
    ? fromQuery(query)
    : undefined;
}

function fromHeader(header: string, request: WireRequest): Authorization {
  if (!header.startsWith(`${algorithm} `)) {
    throw incomplete(`Unsupported authorization: use ${algorithm}`);
  }
  const parts = new Map(
    header
      .slice(algorithm.length + 1)
      .split(',')
      .map((part) => {
        const [key = '', ...value] = part.trim().split('=');
        return [key, value.join('=')];
      }),
  );
  const token = request.headers['x-amz-security-token'];
  return assemble({
    credential: parts.get('Credential'),
    signedHeaders: parts.get('SignedHeaders'),
    signature: parts.get('Signature'),
    date: request.headers['x-amz-date'] ?? basicDate(request.headers.date),
    token,
  });
}

function basicDate(date: string | undefined): string | undefined {
  const parsed = date === undefined ? Number.NaN : Date.parse(date);
  if (Number.isNaN(parsed)) return undefined;
  return new Date(parsed).toISOString().replace(/[-:]|\.\d+/g, '');
}

function fromQuery(query: ReadonlyMap<string, string>): Authorization {
  if (query.get('x-amz-algorithm') !== algorithm) {
    throw incomplete(`X-Amz-Algorithm must be ${algorithm}`);
  }
  const expires = Number(query.get('x-amz-expires'));
  if (!Number.isInteger(expires) || expires < 0 || expires > 604_800) {
    throw new AwsError(
      'AuthorizationQueryParametersError',
      'X-Amz-Expires must be a number of seconds, at most a week',
    );
  }
  const authorization = assemble({
    credential: query.get('x-amz-credential'),
    signedHeaders: query.get('x-amz-signedheaders'),
    signature: query.get('x-amz-signature'),
    date: query.get('x-amz-date'),
    token: query.get('x-amz-security-token'),
  });
  return { ...authorization, expires };
}

function assemble(parts: {
  credential: string | undefined;
  signedHeaders: string | undefined;
  signature: string | undefined;
  date: string | undefined;
  token: string | undefined;
}): Authorization {
  const [accessKeyId, day, region, service, end] = parts.credential?.split('/') ?? [];
  if (!accessKeyId || !day || !region || !service || end !== 'aws4_request') {
    throw incomplete('Credential must be KEY/DATE/REGION/SERVICE/aws4_request');
  }
  if (!parts.signedHeaders) throw incomplete('SignedHeaders are missing');
  if (!parts.signature) throw incomplete('Signature is missing');
  if (!parts.date || !/^\d{8}T\d{6}Z$/.test(parts.date) || !parts.date.startsWith(day)) {
    throw incomplete('X-Amz-Date is missing or is not of the day in Credential');
  }
  return {
    accessKeyId,
    day,
    region,
    service,
    signedHeaders: parts.signedHeaders.toLowerCase().split(';'),
    signature: parts.signature,
    date: parts.date,
    ...(parts.token !== undefined && { sessionToken: parts.token }),
  };
}

const sha256 = (data: string | Uint8Array): string =>
  createHash('sha256').update(data).digest('hex');
const hmac = (key: string | Buffer, data: string): Buffer =>
  createHmac('sha256', key).update(data).digest();

const encode = (text: string): string =>
  encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );

/**
 * @param now the wall clock: clients sign with theirs, whatever time the World has.
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
  const key = [day, region, service, 'aws4_request'].reduce<string | Buffer>(
    hmac,
    `AWS4${secretAccessKey}`,
  );
  const expected = hmac(key, toSign);
  const given = Buffer.from(signature, 'hex');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    throw new AwsError(
      'SignatureDoesNotMatch',
      'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
      403,
    );
  }
}

function checkDate({ date, expires }: Authorization, now: Date): void {
  const signed = Date.parse(
    date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'),
  );
  const age = now.getTime() - signed;
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
