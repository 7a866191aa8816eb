import { type Arn, parseArn } from '#shared/connect/arn.ts';
import {
  InvalidDocument,
  listAt,
  objectAt,
  optionalAt,
  refuse,
  textAt,
} from '#shared/connect/json-shape.ts';
import { arnAt, bucketNameAt, principalArnAt, principalKind } from '#shared/connect/names.ts';

/** All that the policy of one instance's administrator is made from. */
export interface AdministratorPolicyFacts {
  readonly instance: Arn;
  /** Its flow logs are in `/aws/connect/<alias>`. */
  readonly alias: string;
  /** The role that `ServiceRole` names. */
  readonly serviceRole: Arn;
  /** Where it stores; at least one. */
  readonly buckets: readonly string[];
  /** Of its recordings, transcripts, reports, …; the form `article` has no use for them. */
  readonly keys: readonly Arn[];
  readonly streams: readonly Arn[];
  readonly deliveryStreams: readonly Arn[];
  /** The id of its directory (`d-…`); absent: any of the account and region. */
  readonly directory?: string;
  /** Its Customer Profiles domain; absent: any `amazon-connect-…` of the account and region. */
  readonly profilesDomain?: string;
}

const keys = [
  'instance',
  'alias',
  'serviceRole',
  'buckets',
  'keys',
  'streams',
  'deliveryStreams',
  'directory',
  'profilesDomain',
];

/** The ARN of a Connect instance. @throws InvalidDocument */
export function instanceArnAt(value: unknown, path: string): Arn {
  const arn = arnAt(value, path);
  const { service, resource } = parseArn(arn);
  return service === 'connect' && /^instance\/[0-9A-Za-z-]+$/.test(resource)
    ? arn
    : refuse(path, 'the ARN of a Connect instance', value);
}

/** An ARN of one service whose resource begins so. @throws InvalidDocument */
export const serviceArnAt =
  (wanted: string, service: string, resource: RegExp) =>
  (value: unknown, path: string): Arn => {
    const arn = arnAt(value, path);
    const parts = parseArn(arn);
    return parts.service === service && resource.test(parts.resource)
      ? arn
      : refuse(path, wanted, value);
  };

/** A key by its own ARN, not by an alias. @throws InvalidDocument */
export const keyArnAt = serviceArnAt('the ARN of a KMS key', 'kms', /^key\/[0-9A-Za-z-]+$/);
/** @throws InvalidDocument */
export const streamArnAt = serviceArnAt(
  'the ARN of a Kinesis stream',
  'kinesis',
  /^stream\/[^/]+$/,
);
const deliveryStreamArnAt = serviceArnAt(
  'the ARN of a delivery stream',
  'firehose',
  /^deliverystream\/[^/]+$/,
);

/** @throws InvalidDocument */
export function roleArnAt(
  value: unknown,
  path: string,
  place?: { partition: string; account: string },
): Arn {
  const arn = principalArnAt(value, path, place);
  return principalKind(arn) === 'role' ? arn : refuse(path, 'the ARN of a role', value);
}

const aliasAt = (value: unknown, path: string): string =>
  textAt(value, path, 'an instance alias without wildcards', /^[\w.-]+$/);
const directoryAt = (value: unknown, path: string): string =>
  textAt(value, path, 'the id of a directory such as d-1234567890', /^d-[0-9a-f]{10}$/);
const domainAt = (value: unknown, path: string): string =>
  textAt(value, path, 'the name of a Customer Profiles domain', /^[\w-]{1,64}$/);

/**
 * Reads the facts of `generate administrator-policy`.
 * @throws InvalidDocument naming the path of the first fault: no wildcard and nobody else's account
 *   gets into the policy.
 */
export function parseAdministratorFacts(json: unknown): AdministratorPolicyFacts {
  const fields = objectAt(json, '$', keys);
  const instance = instanceArnAt(fields.instance, 'instance');
  const { partition, account } = parseArn(instance);
  const buckets = listAt(fields.buckets, 'buckets', bucketNameAt);
  if (buckets.length === 0) throw new InvalidDocument('buckets', 'must name at least one bucket');
  return {
    instance,
    alias: aliasAt(fields.alias, 'alias'),
    serviceRole: roleArnAt(fields.serviceRole, 'serviceRole', { partition, account }),
    buckets,
    keys: listAt(fields.keys ?? [], 'keys', keyArnAt),
    streams: listAt(fields.streams ?? [], 'streams', streamArnAt),
    deliveryStreams: listAt(fields.deliveryStreams ?? [], 'deliveryStreams', deliveryStreamArnAt),
    ...optionalAt(fields, '$', 'directory', directoryAt),
    ...optionalAt(fields, '$', 'profilesDomain', domainAt),
  };
}
