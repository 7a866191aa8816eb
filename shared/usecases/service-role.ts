import type { Arn } from '#shared/connect/arn.ts';
import { associationsOf } from '#shared/connect/bucket-use.ts';
import { absent, type Fact, known, unreadable } from '#shared/connect/fact.ts';
import type { ConnectInstance, IamPrincipal } from '#shared/connect/inventory.ts';
import { healsByItself, isServiceLinkedRole } from '#shared/connect/service-linked-role.ts';
import type { IamPort } from '#shared/ports.ts';

export interface RoleQuestion {
  readonly instance: ConnectInstance;
  /** What `ListInstances` says. */
  readonly named: Arn | undefined;
  /** The roles that `ListInstances` gives to any instance. */
  readonly taken: readonly Arn[];
  /** What the last inventory said. */
  readonly before: Fact<IamPrincipal> | undefined;
}

/**
 * The role with which an instance stores. Where `ServiceRole` is absent (some instances made
 * before 2018-10-17) it is the one role of Connect whose own policies name the bucket. A role that
 * anybody could re-create, or put another in place of, stays the one first seen even when it is
 * gone: a person approves another.
 */
export async function serviceRoleOf(
  iam: IamPort,
  question: RoleQuestion,
): Promise<Fact<IamPrincipal>> {
  const { named, before } = question;
  const role = named ? await iam.principal(named) : await roleNamingBuckets(iam, question);
  const looked = role.state !== 'unreadable' || role.why.code === severalRoles;
  return looked && before?.state === 'known' && isFirstSeen(before.value.arn, named)
    ? before
    : role;
}

/** Of a role that Connect itself no longer names nothing is kept. */
const isFirstSeen = (role: Arn, named: Arn | undefined): boolean =>
  (named === undefined || named === role) && !healsByItself(role);

const severalRoles = 'SeveralRoles';

async function roleNamingBuckets(
  iam: IamPort,
  { instance, taken }: RoleQuestion,
): Promise<Fact<IamPrincipal>> {
  const buckets = new Set(associationsOf(instance).flatMap(({ bucket }) => bucket ?? []));
  const candidates = new Map<Arn, IamPrincipal>();
  for (const bucket of buckets) {
    const roles = await iam.connectRolesNaming(bucket);
    if (roles.state === 'unreadable') return roles;
    for (const role of roles.state === 'known' ? roles.value : []) {
      if (!isServiceLinkedRole(role.arn) && !taken.includes(role.arn)) {
        candidates.set(role.arn, role);
      }
    }
  }
  const [role, ...others] = candidates.values();
  if (!role) return absent;
  if (others.length === 0) return known(role);
  const names = [...candidates.keys()].join(', ');
  const message = `${instance.arn} has no ServiceRole, and several roles name its buckets: ${names}`;
  return unreadable({ action: 'iam:GetRolePolicy', code: severalRoles, message });
}
