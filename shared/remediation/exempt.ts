import type { Arn } from '#shared/connect/arn.ts';
import type { Deployment } from '#shared/connect/deployment.ts';
import { healsByItself } from '#shared/connect/service-linked-role.ts';
import { permissionSetOf } from '#shared/connect/sso.ts';
import type { BaselineFacts } from '#shared/generate/facts.ts';

/** Whom a generated policy lets in, and as what. */
export interface Exempt {
  /** Of a role or user; of a service its name. */
  readonly arn: string;
  /** Absent when it is exempted by ARN or by the service's name. */
  readonly id?: string;
  readonly as: 'connect' | 'administrator' | 'workload' | 'auditor' | 'service' | 'guard';
}

type OwnRoles = Pick<Deployment, 'remediatorRole' | 'observerRoles' | 'recorderRole'>;

/** Everybody whom the policy of these facts exempts from something. */
export function exemptIn(facts: BaselineFacts, own: OwnRoles): readonly Exempt[] {
  const ours: readonly Arn[] = [...own.observerRoles, own.recorderRole];
  const all = (
    principals: readonly { readonly arn: Arn; readonly id?: string }[],
    as: Exempt['as'],
  ): readonly Exempt[] =>
    principals.map(({ arn, id }) => ({ arn, ...(id !== undefined && { id }), as }));
  return [
    ...all(facts.connectRoles, 'connect'),
    ...all(facts.administrators, 'administrator'),
    ...all(facts.workloads, 'workload'),
    ...facts.auditors.flatMap((each) => all([each], ours.includes(each.arn) ? 'guard' : 'auditor')),
    ...facts.servicePrincipals.map((service): Exempt => ({ arn: service, as: 'service' })),
    ...(facts.remediator ? all([facts.remediator], 'guard') : []),
  ];
}

/** Whether a person has to let it in first: Connect's and the guard's own roles are let in as they are. */
export const needsApproval = ({ as }: Exempt): boolean => as !== 'connect' && as !== 'guard';

/**
 * By what an approval knows somebody: the unique id, for whoever re-creates a role by name must not
 * get in by it. Roles that nobody in the account can make may change their ids.
 */
export function approvedAs({ arn, id, as }: Exempt): string {
  if (as === 'service' || !isArn(arn)) return arn;
  const permissionSet = permissionSetOf(arn);
  if (permissionSet !== undefined) return `permission set ${permissionSet}`;
  return healsByItself(arn) ? arn : (id ?? arn);
}

const isArn = (text: string): text is Arn => text.startsWith('arn:');
