import type { Arn } from '#shared/connect/arn.ts';
import type { EffectivePolicies, PoliciesByPrincipal } from '#shared/connect/effective-policies.ts';
import type { Fact } from '#shared/connect/fact.ts';
import type { ConnectInstance } from '#shared/connect/inventory.ts';
import { ifNeeded, type Scope } from './gathering.ts';

export const rolesOf = (instances: readonly ConnectInstance[]): readonly Arn[] =>
  instances.flatMap(({ serviceRole }) =>
    serviceRole.state === 'known' ? [serviceRole.value.arn] : [],
  );

/** What these roles are allowed by their own policies. */
export async function policiesOfRoles(
  scope: Scope,
  ask: (role: Arn) => Promise<Fact<EffectivePolicies>>,
  roles: readonly Arn[],
): Promise<PoliciesByPrincipal> {
  const found = new Map<Arn, Fact<EffectivePolicies>>();
  for (const role of new Set(roles)) {
    found.set(role, await ifNeeded(scope, 'role-policies', () => ask(role)));
  }
  return Object.fromEntries(found);
}
