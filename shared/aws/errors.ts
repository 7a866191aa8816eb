import { absent, type Fact, known, unreadable } from '#shared/connect/fact.ts';

/** A call that AWS did not answer: throttled, broken or failed in a way nobody foresaw. Try again. */
export class AwsCallFailed extends Error {
  override readonly name = 'AwsCallFailed';
  /** The IAM action, for example `s3:PutBucketPolicy`. */
  readonly action: string;
  /** AWS's error code, or Node's when the network failed. */
  readonly code: string;

  constructor(action: string, { code, message }: AwsError, cause: unknown) {
    super(`${action}: ${code}: ${message}`, { cause });
    this.action = action;
    this.code = code;
  }
}

export interface AwsError {
  readonly code: string;
  readonly message: string;
  /** HTTP status, when AWS answered at all. */
  readonly status?: number;
}

/** What an error thrown by an SDK client says. */
export function awsError(error: unknown): AwsError {
  if (!(error instanceof Error)) return { code: 'UnknownError', message: String(error) };
  const status =
    '$metadata' in error && isRecord(error.$metadata) ? error.$metadata.httpStatusCode : undefined;
  // AWS's code is the name; a failing network has Node's.
  const nodeCode = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
  return {
    code: error.name === 'Error' ? nodeCode : error.name,
    message: error.message,
    ...(typeof status === 'number' && { status }),
  };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

/** S3 has no use of the key of an object: it is disabled, or about to be deleted, or gone. */
const withoutKey = /^KMS\.(Disabled|KMSInvalidState|NotFound)Exception$/;

/** We are not let in, or the bucket to look into is not there: nothing is known of its content. */
const cannotLook = ({ code, status }: AwsError): boolean =>
  status === 403 ||
  code.startsWith('AccessDenied') ||
  code === 'NoSuchBucket' ||
  withoutKey.test(code);

/**
 * Reads one thing. A refusal is `unreadable`, never `absent`: only an error code that says "there
 * is none" is.
 * @throws AwsCallFailed on anything else
 */
export async function readFact<T>(
  action: string,
  absentCodes: readonly string[],
  read: () => Promise<Fact<T>>,
): Promise<Fact<T>> {
  try {
    return await read();
  } catch (thrown) {
    const error = awsError(thrown);
    if (absentCodes.includes(error.code)) return absent;
    if (cannotLook(error)) return unreadable({ action, code: error.code, message: error.message });
    throw new AwsCallFailed(action, error, thrown);
  }
}

/** As {@link readFact}, for what is always there. */
export const readKnown = <T>(action: string, read: () => Promise<T>): Promise<Fact<T>> =>
  readFact(action, [], async () => known(await read()));

/** @throws AwsCallFailed */
export async function perform<T>(action: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (thrown) {
    throw new AwsCallFailed(action, awsError(thrown), thrown);
  }
}
