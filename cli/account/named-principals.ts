import type { Arn } from '#shared/connect/arn.ts';
import { at } from '#shared/connect/json-shape.ts';
import type { PrincipalSetting, Settings } from '#shared/settings/settings.ts';

export interface NamedPrincipal {
  /** Where the settings name it. */
  readonly path: string;
  readonly arn: Arn;
}

/** Every role and user that the settings name by ARN. Permission sets are named otherwise. */
export function namedPrincipals(settings: Settings): readonly NamedPrincipal[] {
  const { administrators, instances = {}, workloads = [], auditors = [] } = settings;
  return [
    ...byArn(administrators, 'administrators'),
    ...Object.entries(instances).flatMap(([instance, each]) =>
      byArn(each.administrators, at(at('instances', instance), 'administrators')),
    ),
    ...workloads.map(({ arn }, index) => ({ arn, path: at(at('workloads', index), 'arn') })),
    ...auditors.map(({ arn }, index) => ({ arn, path: at(at('auditors', index), 'arn') })),
  ];
}

const byArn = (list: readonly PrincipalSetting[] = [], path: string): readonly NamedPrincipal[] =>
  list.flatMap((principal, index) =>
    typeof principal === 'string' ? [{ arn: principal, path: at(path, index) }] : [],
  );
