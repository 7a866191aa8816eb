import type { Arn } from '#shared/connect/arn.ts';
import { permissionSetOf } from '#shared/connect/sso.ts';
import type { PrincipalSetting, Settings } from './settings.ts';

/** Whom a person has chosen to name. */
export interface Choice {
  readonly administrators: readonly { readonly arn: Arn; readonly instances: readonly Arn[] }[];
  readonly workloads: readonly {
    readonly arn: Arn;
    readonly reason: string;
    readonly actions: readonly string[];
  }[];
  readonly auditors: readonly { readonly arn: Arn; readonly reason: string }[];
}

/** Whether settings name somebody, as whatever. */
export function namedBefore(settings: Settings, arn: Arn): boolean {
  const { administrators = [], workloads = [], auditors = [] } = settings;
  const ofInstances = Object.values(settings.instances ?? {}).flatMap(
    (instance) => instance.administrators ?? [],
  );
  return (
    holds([...administrators, ...ofInstances], called(arn)) ||
    holds([...administrators, ...ofInstances], arn) ||
    [...workloads, ...auditors].some((each) => each.arn === arn)
  );
}

/**
 * Adds them to settings, and names nobody twice. Who administers all instances is named once for
 * all; of IAM Identity Center the permission set is named, whatever its role is called.
 */
export function withChoice(settings: Settings, chosen: Choice, all: readonly Arn[]): Settings {
  const { ids: _, ...base } = settings;
  const everywhere = chosen.administrators.filter(
    ({ instances }) => instances.length === all.length,
  );
  const administrators = united(
    settings.administrators,
    everywhere.map(({ arn }) => called(arn)),
  );
  const instances = { ...settings.instances };
  for (const { arn, instances: some } of chosen.administrators) {
    if (holds(administrators, called(arn))) continue;
    for (const instance of some) {
      const before = instances[instance];
      instances[instance] = {
        ...before,
        administrators: united(before?.administrators, [called(arn)]),
      };
    }
  }
  const workloads = [
    ...(settings.workloads ?? []),
    ...unnamed(settings.workloads, chosen.workloads),
  ];
  const auditors = [...(settings.auditors ?? []), ...unnamed(settings.auditors, chosen.auditors)];
  return {
    ...base,
    mode: settings.mode ?? 'observe',
    ...(administrators.length > 0 && { administrators }),
    ...(Object.keys(instances).length > 0 && { instances }),
    ...(workloads.length > 0 && { workloads }),
    ...(auditors.length > 0 && { auditors }),
  };
}

const called = (arn: Arn): PrincipalSetting => {
  const permissionSet = permissionSetOf(arn);
  return permissionSet === undefined ? arn : { permissionSet };
};

const holds = (list: readonly PrincipalSetting[], one: PrincipalSetting): boolean =>
  list.some((each) => JSON.stringify(each) === JSON.stringify(one));

const united = (
  before: readonly PrincipalSetting[] = [],
  more: readonly PrincipalSetting[],
): readonly PrincipalSetting[] => [...before, ...more.filter((each) => !holds(before, each))];

const unnamed = <T extends { readonly arn: Arn }>(
  before: readonly { readonly arn: Arn }[] = [],
  more: readonly T[],
): readonly T[] => more.filter(({ arn }) => !before.some((each) => each.arn === arn));
