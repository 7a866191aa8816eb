import { type Arn, isArn, parseArn } from './arn.ts';
import { refuse, textAt } from './json-shape.ts';

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
export const isBucketName = (name: string): boolean =>
  /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) &&
  !name.includes('..') &&
  !/^\d{1,3}(\.\d{1,3}){3}$/.test(name);

/** @throws InvalidDocument */
export function bucketNameAt(value: unknown, path: string): string {
  return typeof value === 'string' && isBucketName(value)
    ? value
    : refuse(path, 'the name of an S3 bucket', value);
}

/** @throws InvalidDocument */
export const accountAt = (value: unknown, path: string): string =>
  textAt(value, path, 'an account id of 12 digits', /^\d{12}$/);

/** `aws`, `aws-cn`, `aws-us-gov` and those to come. @throws InvalidDocument */
export const partitionAt = (value: unknown, path: string): string =>
  textAt(value, path, 'a partition such as aws or aws-cn', /^aws(-[a-z]+)*$/);

/** @throws InvalidDocument */
export const regionAt = (value: unknown, path: string): string =>
  textAt(value, path, 'a region such as ap-northeast-1', /^[a-z]{2,}(-[a-z]+)+-\d+$/);

/** Any ARN without wildcards. @throws InvalidDocument */
export function arnAt(value: unknown, path: string): Arn {
  return typeof value === 'string' && isArn(value) && !/[*?\s]/.test(value)
    ? value
    : refuse(path, 'an ARN without wildcards', value);
}

export type PrincipalKind = 'role' | 'user';

/** What an IAM ARN names; undefined when it is neither a role nor a user. */
export function principalKind(arn: Arn): PrincipalKind | undefined {
  const { service, region, resource } = parseArn(arn);
  if (service !== 'iam' || region !== '') return undefined;
  if (/^role\/(.+\/)?[\w+=,.@-]+$/.test(resource)) return 'role';
  return /^user\/(.+\/)?[\w+=,.@-]+$/.test(resource) ? 'user' : undefined;
}

/** The ARN of an IAM role or user, in `place` when given. @throws InvalidDocument */
export function principalArnAt(
  value: unknown,
  path: string,
  place?: { readonly partition: string; readonly account: string },
): Arn {
  const arn = arnAt(value, path);
  if (!principalKind(arn)) refuse(path, 'the ARN of an IAM role or user', value);
  const { partition, account } = parseArn(arn);
  if (!/^\d{12}$/.test(account)) refuse(path, 'an ARN with an account id of 12 digits', value);
  if (place && (partition !== place.partition || account !== place.account)) {
    refuse(path, `of account ${place.account} in partition ${place.partition}`, value);
  }
  return arn;
}

/**
 * The unique id that `aws:userId` begins with: `AROA…` of a role, `AIDA…` of a user. A wildcard
 * or a colon here would exempt strangers.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
 * @throws InvalidDocument
 */
export function uniqueIdAt(value: unknown, path: string, kind: PrincipalKind): string {
  return kind === 'role'
    ? textAt(value, path, 'the unique id of a role (AROA…)', /^AROA[A-Z0-9]{1,124}$/)
    : textAt(value, path, 'the unique id of a user (AIDA…)', /^AIDA[A-Z0-9]{1,124}$/);
}

/** `logging.s3.amazonaws.com`, `….amazonaws.com.cn`. @throws InvalidDocument */
export const servicePrincipalAt = (value: unknown, path: string): string =>
  textAt(
    value,
    path,
    'an AWS service principal such as logging.s3.amazonaws.com',
    /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?\.amazonaws\.com(\.cn)?$/,
  );

/** An S3 action without wildcards in its service. @throws InvalidDocument */
export const s3ActionAt = (value: unknown, path: string): string =>
  textAt(value, path, 'an S3 action such as s3:PutObject', /^s3:[A-Za-z0-9*?]+$/i);
