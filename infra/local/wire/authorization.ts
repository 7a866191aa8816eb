import { AwsError } from '../service.ts';
import type { WireRequest } from './http.ts';

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

/** The only one there is here. */
export const algorithm = 'AWS4-HMAC-SHA256';

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
