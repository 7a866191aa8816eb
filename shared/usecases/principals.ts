import type { Arn } from '#shared/connect/arn.ts';
import type { Fact, Unreadable } from '#shared/connect/fact.ts';
import type { IamPrincipal } from '#shared/connect/inventory.ts';
import { healsByItself } from '#shared/connect/service-linked-role.ts';
import { permissionSetOf, ssoPath } from '#shared/connect/sso.ts';
import type { IamPort } from '#shared/ports.ts';
import type { PrincipalSetting } from '#shared/settings/settings.ts';

/** Who a name stands for now. */
export type Resolved =
  | { readonly state: 'found'; readonly principal: IamPrincipal }
  /** Nobody, or not surely the one who was meant: a person has to look. */
  | { readonly state: 'aside'; readonly why: string }
  /** One of several: to leave them all out might shut out who is meant. */
  | { readonly state: 'ambiguous'; readonly why: string }
  | { readonly state: 'unreadable'; readonly why: Unreadable };

export const nameOf = (setting: PrincipalSetting): string =>
  typeof setting === 'string' ? setting : `permission set ${setting.permissionSet}`;

const aside = (why: string): Resolved => ({ state: 'aside', why });

/** Asks IAM each question once, however many buckets want to know. */
export function remembering(iam: IamPort): IamPort {
  const principals = new Map<string, Promise<Fact<IamPrincipal>>>();
  const paths = new Map<string, Promise<Fact<readonly IamPrincipal[]>>>();
  const once = <T>(memory: Map<string, Promise<T>>, key: string, ask: () => Promise<T>) => {
    const answer = memory.get(key) ?? ask();
    memory.set(key, answer);
    return answer;
  };
  return {
    principal: (arn) => once(principals, arn, () => iam.principal(arn)),
    rolesUnder: (path) => once(paths, path, () => iam.rolesUnder(path)),
    connectRolesNaming: (bucket) => iam.connectRolesNaming(bucket),
  };
}

/**
 * The unique id behind a name, as it is now. `expected` is the id that a person last approved,
 * `undefined` when none was ever recorded, `null` when recording found nobody. Only a role that
 * nobody in the account can make may change its id by itself.
 */
export async function resolve(
  iam: IamPort,
  setting: PrincipalSetting,
  expected: string | null | undefined,
): Promise<Resolved> {
  if (typeof setting !== 'string') return roleOfPermissionSet(iam, setting.permissionSet);
  const found = await iam.principal(setting);
  if (found.state === 'unreadable') return found;
  if (found.state === 'absent') return aside('there is none of this name');
  const principal = found.value;
  if (healsByItself(setting) || expected === undefined || expected === principal.id) {
    return { state: 'found', principal };
  }
  return aside(
    expected === null
      ? 'it was not there when it was named; name it again with `connect-guard settings put`'
      : `it was made anew (id ${principal.id}, was ${expected}); name it again with \`connect-guard settings put\``,
  );
}

async function roleOfPermissionSet(iam: IamPort, name: string): Promise<Resolved> {
  const roles = await iam.rolesUnder(ssoPath);
  if (roles.state === 'unreadable') return roles;
  const all = roles.state === 'known' ? roles.value : [];
  const [principal, ...others] = all.filter(({ arn }) => permissionSetOf(arn) === name);
  if (!principal) return aside('it has no role in this account');
  if (others.length > 0) {
    const why = `${others.length + 1} roles of this account bear its name; name one by its ARN`;
    return { state: 'ambiguous', why };
  }
  return { state: 'found', principal };
}

/** What was recorded for a name; settings without any record were not written by `settings put`. */
export const expectedId = (
  ids: Readonly<Record<string, string>> | undefined,
  arn: Arn,
): string | null | undefined => (ids === undefined ? undefined : (ids[arn] ?? null));
