import { AwsError, type Protocol } from '../service.ts';

type Spelling = readonly [code: string, status: number];
type Family = 'awsJson' | 'restJson' | 'awsQuery' | 's3';

/** How each family of services spells the errors that every service has. */
const spellings: Readonly<Record<string, Readonly<Record<Family, Spelling>>>> = {
  AccessDenied: {
    awsJson: ['AccessDeniedException', 400],
    restJson: ['AccessDeniedException', 403],
    awsQuery: ['AccessDenied', 403],
    s3: ['AccessDenied', 403],
  },
  InvalidClientTokenId: {
    awsJson: ['UnrecognizedClientException', 400],
    restJson: ['UnrecognizedClientException', 403],
    awsQuery: ['InvalidClientTokenId', 403],
    s3: ['InvalidAccessKeyId', 403],
  },
  ExpiredToken: {
    awsJson: ['ExpiredTokenException', 400],
    restJson: ['ExpiredTokenException', 403],
    awsQuery: ['ExpiredToken', 403],
    s3: ['ExpiredToken', 400],
  },
  SignatureDoesNotMatch: {
    awsJson: ['InvalidSignatureException', 400],
    restJson: ['InvalidSignatureException', 403],
    awsQuery: ['SignatureDoesNotMatch', 403],
    s3: ['SignatureDoesNotMatch', 403],
  },
  RequestTimeTooSkewed: {
    awsJson: ['InvalidSignatureException', 400],
    restJson: ['InvalidSignatureException', 403],
    awsQuery: ['SignatureDoesNotMatch', 403],
    s3: ['RequestTimeTooSkewed', 403],
  },
  IncompleteSignature: {
    awsJson: ['IncompleteSignatureException', 400],
    restJson: ['IncompleteSignatureException', 403],
    awsQuery: ['IncompleteSignature', 403],
    s3: ['AuthorizationHeaderMalformed', 400],
  },
  MissingAuthenticationToken: {
    awsJson: ['MissingAuthenticationTokenException', 400],
    restJson: ['MissingAuthenticationTokenException', 403],
    awsQuery: ['MissingAuthenticationToken', 403],
    s3: ['AccessDenied', 403],
  },
  Throttling: {
    awsJson: ['ThrottlingException', 400],
    restJson: ['TooManyRequestsException', 429],
    awsQuery: ['Throttling', 400],
    s3: ['SlowDown', 503],
  },
  EntityTooLarge: {
    awsJson: ['RequestEntityTooLargeException', 413],
    restJson: ['RequestEntityTooLargeException', 413],
    awsQuery: ['RequestEntityTooLarge', 413],
    s3: ['EntityTooLarge', 400],
  },
  InternalFailure: {
    awsJson: ['InternalFailure', 500],
    restJson: ['InternalFailure', 500],
    awsQuery: ['InternalFailure', 500],
    s3: ['InternalError', 500],
  },
};

const families: Readonly<Record<Protocol, Family>> = {
  awsJson1_0: 'awsJson',
  awsJson1_1: 'awsJson',
  restJson1: 'restJson',
  awsQuery: 'awsQuery',
  restXml: 's3',
};

/** An error that every service has, as services of this protocol spell it; others stay as they are. */
export function respell(protocol: Protocol, error: AwsError): AwsError {
  const spelling = Object.hasOwn(spellings, error.code) ? spellings[error.code] : undefined;
  if (!spelling) return error;
  const [code, status] = spelling[families[protocol]];
  return code === error.code && status === error.status
    ? error
    : new AwsError(code, error.message, status, error.details);
}
