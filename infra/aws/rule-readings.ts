import { type NeedResource, readingsOf } from '#shared/rules/needs.ts';
import type { bucketRules } from '#shared/rules/registry.ts';
import type { Parts } from './parts.ts';
import type { AllowStatement } from './role.ts';
import { readState } from './state-bucket.ts';

/**
 * The permissions to read what these rules say they need, and no more.
 * @param stateKeys further objects of the state bucket
 */
export function ruleReadings(
  parts: Parts,
  rules: typeof bucketRules,
  ...stateKeys: readonly string[]
): readonly AllowStatement[] {
  const { partition, account } = parts.deployment;
  const readings = readingsOf(rules);
  const of = (kind: NeedResource) => readings.filter(({ resource }) => resource === kind);
  const actions = (kind: NeedResource) => [...new Set(of(kind).flatMap((each) => each.actions))];
  const statements: readonly AllowStatement[] = [
    {
      Sid: 'ReadBuckets',
      Action: actions('bucket'),
      Resource: `arn:${partition}:s3:::*`,
      Condition: { StringEquals: { 'aws:ResourceAccount': account } },
    },
    {
      Sid: 'ResolvePrincipals',
      Action: actions('principal'),
      Resource: ['role', 'user'].map((kind) => `arn:${partition}:iam::${account}:${kind}/*`),
    },
    { Sid: 'ReadLists', Action: actions('any'), Resource: '*' },
  ];
  return [
    ...statements.filter(({ Action }) => Action.length > 0),
    ...readState(parts, ...of('state-object').flatMap(({ keys = [] }) => keys), ...stateKeys),
  ];
}
