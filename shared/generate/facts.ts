import { type Arn, parseArn } from '#shared/connect/arn.ts';
import type { IamPrincipal } from '#shared/connect/inventory.ts';
import {
  at,
  booleanAt,
  InvalidDocument,
  type JsonObject,
  listAt,
  objectAt,
  oneOf,
  optionalAt,
  refuse,
} from '#shared/connect/json-shape.ts';
import {
  accountAt,
  bucketNameAt,
  partitionAt,
  principalArnAt,
  principalKind,
  regionAt,
  s3ActionAt,
  servicePrincipalAt,
  uniqueIdAt,
} from '#shared/connect/names.ts';

/** `observable` leaves configuration reads to observers; `article` is the published policy. */
export type Profile = 'observable' | 'article';
export const profiles: readonly Profile[] = ['observable', 'article'];

/** Reads configuration only. Without an id it is exempted by its fixed ARN. */
export interface Auditor {
  readonly arn: Arn;
  readonly id?: string;
}

/** A role or user that works on the bucket beside Connect: Firehose, replication, a scanner. */
export interface Workload extends IamPrincipal {
  readonly actions: readonly string[];
}

/** All that the baseline of one bucket is made from: `FACTS.json` of the command line. */
export interface BaselineFacts {
  readonly profile: Profile;
  readonly bucket: string;
  readonly account: string;
  readonly partition: string;
  readonly region?: string;
  /** Of every instance that stores in the bucket. At least one, unless `workloads` names one. */
  readonly connectRoles: readonly IamPrincipal[];
  readonly administrators: readonly IamPrincipal[];
  /** Absent when the policy is kept by hand. */
  readonly remediator?: IamPrincipal;
  readonly auditors: readonly Auditor[];
  readonly workloads: readonly Workload[];
  readonly servicePrincipals: readonly string[];
  /** The `article` profile has no statement for it and does not ask. */
  readonly requireTls: boolean;
}

interface Place {
  readonly partition: string;
  readonly account: string;
}

const keys = [
  'profile',
  'bucket',
  'account',
  'partition',
  'region',
  'connectRoles',
  'administrators',
  'remediator',
  'auditors',
  'workloads',
  'servicePrincipals',
  'requireTls',
];

function identified(fields: JsonObject, path: string, place: Place): IamPrincipal {
  const arn = principalArnAt(fields.arn, at(path, 'arn'), place);
  const id = uniqueIdAt(fields.id, at(path, 'id'), principalKind(arn) ?? 'role');
  return { arn, id };
}

const principalIn = (place: Place) => (value: unknown, path: string) =>
  identified(objectAt(value, path, ['arn', 'id']), path, place);

function roleIn(place: Place) {
  return (value: unknown, path: string): IamPrincipal => {
    const principal = principalIn(place)(value, path);
    return principalKind(principal.arn) === 'role'
      ? principal
      : refuse(at(path, 'arn'), 'the ARN of a role', principal.arn);
  };
}

function auditorIn(place: Place, profile: Profile) {
  return (value: unknown, path: string): Auditor => {
    const fields = objectAt(value, path, ['arn', 'id']);
    if (fields.id !== undefined) return identified(fields, path, place);
    if (profile === 'article')
      refuse(at(path, 'id'), 'given: the article lists ids only', undefined);
    return { arn: principalArnAt(fields.arn, at(path, 'arn'), place) };
  };
}

const workloadIn = (place: Place) => (value: unknown, path: string) => {
  const fields = objectAt(value, path, ['arn', 'id', 'actions']);
  const actions = listAt(fields.actions ?? [], at(path, 'actions'), s3ActionAt);
  return { ...identified(fields, path, place), actions };
};

function partitionOf(given: unknown, connectRoles: unknown): string {
  if (given !== undefined) return partitionAt(given, 'partition');
  const [first] = listAt(connectRoles, 'connectRoles', (value, path) => objectAt(value, path));
  if (!first) throw new InvalidDocument('connectRoles', 'must name at least one role');
  return parseArn(principalArnAt(first.arn, 'connectRoles[0].arn')).partition;
}

/**
 * Reads `FACTS.json`. Only `bucket`, `account` and `connectRoles` are required; the partition
 * is by default that of the first Connect role.
 * @throws InvalidDocument naming the path of the first fault: nothing that could exempt a stranger
 *   (a wildcard, another account, an id of the wrong kind) gets through.
 */
export function parseFacts(json: unknown): BaselineFacts {
  const fields = objectAt(json, '$', keys);
  const profile = oneOf(fields.profile ?? 'observable', 'profile', profiles);
  const bucket = bucketNameAt(fields.bucket, 'bucket');
  const account = accountAt(fields.account, 'account');
  const partition = partitionOf(fields.partition, fields.connectRoles);
  const place = { partition, account };
  const connectRoles = listAt(fields.connectRoles, 'connectRoles', roleIn(place));
  const workloads = listAt(fields.workloads ?? [], 'workloads', workloadIn(place));
  // A bucket that only takes deliveries has workloads alone.
  if (connectRoles.length === 0 && workloads.length === 0) {
    throw new InvalidDocument('connectRoles', 'must name at least one role');
  }
  return {
    profile,
    bucket,
    account,
    partition,
    ...optionalAt(fields, '$', 'region', regionAt),
    connectRoles,
    administrators: listAt(fields.administrators ?? [], 'administrators', principalIn(place)),
    ...optionalAt(fields, '$', 'remediator', roleIn(place)),
    auditors: listAt(fields.auditors ?? [], 'auditors', auditorIn(place, profile)),
    workloads,
    servicePrincipals: listAt(
      fields.servicePrincipals ?? [],
      'servicePrincipals',
      servicePrincipalAt,
    ),
    requireTls: booleanAt(fields.requireTls ?? false, 'requireTls'),
  };
}
