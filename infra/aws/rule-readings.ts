import type { Need } from '#shared/rules/needs.ts';
import { type NeedResource, readingsOf } from '#shared/rules/needs.ts';
import type { Parts } from './parts.ts';
import type { AllowStatement } from './role.ts';
import { readState } from './state-bucket.ts';

/**
 * The permissions to read what these rules say they need, and no more.
 * @param stateKeys further objects of the state bucket
 */
export function ruleReadings(
  parts: Parts,
  rules: readonly { readonly needs: readonly Need[] }[],
  ...stateKeys: readonly string[]
): readonly AllowStatement[] {
  const { partition, account, region } = parts.deployment;
  const readings = readingsOf(rules);
  const of = (kind: NeedResource) => readings.filter(({ resource }) => resource === kind);
  const iam = (...kinds: readonly string[]) =>
    kinds.map((kind) => `arn:${partition}:iam::${account}:${kind}/*`);
  const here = (service: string, resource: string) =>
    `arn:${partition}:${service}:${region}:${account}:${resource}/*`;
  const statements: readonly (Omit<AllowStatement, 'Action'> & { readonly kind: NeedResource })[] =
    [
      {
        kind: 'bucket',
        Sid: 'ReadBuckets',
        Resource: `arn:${partition}:s3:::*`,
        Condition: { StringEquals: { 'aws:ResourceAccount': account } },
      },
      { kind: 'principal', Sid: 'ResolvePrincipals', Resource: iam('role', 'user') },
      { kind: 'role', Sid: 'ReadRoles', Resource: iam('role') },
      { kind: 'user', Sid: 'ReadUsers', Resource: iam('user') },
      { kind: 'group', Sid: 'ReadGroups', Resource: iam('group') },
      {
        kind: 'managed-policy',
        Sid: 'ReadManagedPolicies',
        Resource: [...iam('policy'), `arn:${partition}:iam::aws:policy/*`],
      },
      { kind: 'key', Sid: 'ReadKeys', Resource: here('kms', 'key') },
      { kind: 'stream', Sid: 'ReadStreams', Resource: here('kinesis', 'stream') },
      {
        kind: 'delivery-stream',
        Sid: 'ReadDeliveryStreams',
        Resource: here('firehose', 'deliverystream'),
      },
      // A trail may be of another region, and an organization's is another account's.
      { kind: 'trail', Sid: 'ReadTrails', Resource: `arn:${partition}:cloudtrail:*:*:trail/*` },
      { kind: 'any', Sid: 'ReadLists', Resource: '*' },
    ];
  const keys = [...of('state-object').flatMap((each) => each.keys ?? []), ...stateKeys];
  return [
    ...statements.flatMap(({ kind, Sid, ...rest }) => {
      const Action = [...new Set(of(kind).flatMap(({ actions }) => actions))];
      return Action.length > 0 ? [{ Sid, Action, ...rest }] : [];
    }),
    ...readState(parts, ...keys),
  ];
}
