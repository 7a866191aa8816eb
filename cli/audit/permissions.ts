import type { Reading } from '#shared/rules/needs.ts';
import { type NeedResource, readingsOf } from '#shared/rules/needs.ts';
import { rules } from '#shared/rules/registry.ts';

interface Statement {
  readonly Sid: string;
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

export interface PermissionOptions {
  /** `aws`, `aws-us-gov`, … */
  readonly partition: string;
  /** Also to find the regions that an account has enabled. */
  readonly allRegions: boolean;
  /** The role to assume in other accounts, if there are any. */
  readonly role?: string;
  /** Also to find the accounts of the organization. */
  readonly organization: boolean;
  /** Also to say who would lose access. */
  readonly impact: boolean;
}

/** What taking an inventory asks, beside what the rules need. */
const inventoryReadings: readonly Reading[] = [
  { actions: ['s3:ListAllMyBuckets', 'firehose:ListDeliveryStreams'], resource: 'any' },
  // ListInstances also looks for the instances' directories, in the caller's name.
  { actions: ['connect:ListInstances', 'ds:DescribeDirectories'], resource: 'any' },
];

/** Of the guard's own bucket, where it is deployed: beside what the rules need, what it has done. */
const stateKeys = [
  ...new Set([...readingsOf(rules).flatMap(({ keys = [] }) => keys), 'receipts/*']),
];

/**
 * The IAM policy with which `connect-guard audit` sees everything that it judges, and can do
 * nothing else. It holds in every account and region of the partition.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/
 */
export function auditPolicy({
  partition,
  allRegions,
  role,
  organization,
  impact,
}: PermissionOptions) {
  const readings = [...inventoryReadings, ...readingsOf(rules)];
  const of = (...kinds: readonly NeedResource[]): readonly string[] => [
    ...new Set(
      readings.flatMap(({ resource, actions }) => (kinds.includes(resource) ? actions : [])),
    ),
  ];
  const iam = (...paths: readonly string[]) =>
    paths.map((path) => `arn:${partition}:iam::*:${path}/*`);
  const regional = (service: string, resource: string) =>
    `arn:${partition}:${service}:*:*:${resource}/*`;
  const state = `arn:${partition}:s3:::connect-storage-guard-*`;
  const lists = [
    ...of('any'),
    ...(allRegions ? ['account:ListRegions'] : []),
    ...(organization ? ['organizations:ListAccounts'] : []),
    ...(impact ? ['iam:GetAccountAuthorizationDetails'] : []),
  ];
  const statements: readonly Statement[] = [
    allow('ReadLists', lists, '*'),
    allow(
      'ReadInstances',
      ['connect:ListInstanceStorageConfigs', 'connect:DescribeInstanceAttribute'],
      regional('connect', 'instance'),
    ),
    {
      ...allow('ReadBuckets', of('bucket'), `arn:${partition}:s3:::*`),
      Condition: { StringEquals: { 'aws:ResourceAccount': '${aws:PrincipalAccount}' } },
    },
    allow('ReadPrincipals', of('principal', 'role', 'user'), iam('role', 'user')),
    allow('ReadGroups', of('group'), iam('group')),
    allow('ReadManagedPolicies', of('managed-policy'), iam('policy')),
    allow('ReadKeys', of('key'), regional('kms', 'key')),
    allow('ReadStreams', of('stream'), regional('kinesis', 'stream')),
    allow('ReadDeliveryStreams', of('delivery-stream'), regional('firehose', 'deliverystream')),
    allow('ReadTrails', of('trail'), regional('cloudtrail', 'trail')),
    allow(
      'ReadGuard',
      of('state-object'),
      stateKeys.map((key) => `${state}/${key}`),
    ),
    allow('SeeWhatTheGuardHas', ['s3:ListBucket'], state),
    ...(role === undefined
      ? []
      : [allow('AuditOtherAccounts', ['sts:AssumeRole'], `arn:${partition}:iam::*:role/${role}`)]),
  ];
  return { Version: '2012-10-17', Statement: statements };
}

const allow = (
  Sid: string,
  Action: readonly string[],
  Resource: string | readonly string[],
): Statement => ({ Sid, Effect: 'Allow', Action, Resource });
