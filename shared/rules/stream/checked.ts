import type { Arn } from '#shared/connect/arn.ts';
import type { IamPrincipal } from '#shared/connect/inventory.ts';
import type { DeliveryStreamFacts } from './facts.ts';

/** What one check found; neither: it is fine. */
export interface Checked {
  readonly problem?: string;
  readonly doubt?: string;
}

export const fine: readonly Checked[] = [];
export const problem = (text: string): readonly Checked[] => [{ problem: text }];
export const doubt = (text: string): readonly Checked[] => [{ doubt: text }];

/** A role without its path. */
export const nameOf = (role: Arn): string => role.slice(role.lastIndexOf('/') + 1);

/** With its unique id where that is known; it is when its policies are. */
export function principalOf({ rolePolicies }: DeliveryStreamFacts, role: Arn): IamPrincipal {
  const fact = rolePolicies[role];
  return fact?.state === 'known' ? fact.value.principal : { arn: role, id: '' };
}
