import { healsByItself } from '#shared/connect/service-linked-role.ts';
import type { IamPort } from '#shared/ports.ts';
import type { PrincipalSetting, Settings } from '#shared/settings/settings.ts';
import { nameOf, remembering, resolve } from './principals.ts';

/** Everybody whom the settings name, with the path that names them. */
export const named = (settings: Settings): readonly (readonly [string, PrincipalSetting])[] => {
  const each = (path: string, list: readonly PrincipalSetting[] = []) =>
    list.map((principal, index) => [`${path}[${index}]`, principal] as const);
  return [
    ...each('administrators', settings.administrators),
    ...Object.entries(settings.instances ?? {}).flatMap(([arn, { administrators }]) =>
      each(`instances.${arn}.administrators`, administrators),
    ),
    ...each(
      'workloads',
      settings.workloads?.map(({ arn }) => arn),
    ),
    ...each(
      'auditors',
      settings.auditors?.map(({ arn }) => arn),
    ),
  ];
};

/** The id that each named role and user has now; of those who are not to be found, a warning. */
export async function recordIds(
  iam: IamPort,
  settings: Settings,
): Promise<{ ids: Readonly<Record<string, string>>; warnings: readonly string[] }> {
  const once = remembering(iam);
  const ids = new Map(Object.entries(settings.ids ?? {}));
  const warnings: string[] = [];
  for (const [path, principal] of named(settings)) {
    const resolved = await resolve(once, principal, undefined);
    if (typeof principal === 'string') ids.delete(principal);
    if (resolved.state === 'found') {
      if (typeof principal === 'string' && !healsByItself(principal)) {
        ids.set(principal, resolved.principal.id);
      }
      continue;
    }
    const why =
      resolved.state === 'unreadable'
        ? `${resolved.why.action}: ${resolved.why.code}`
        : resolved.why;
    warnings.push(`${path}: ${nameOf(principal)}: ${why}`);
  }
  return { ids: Object.fromEntries(ids), warnings };
}
