import type { Place } from '#shared/connect/deployment.ts';
import type { EffectivePolicies } from '#shared/connect/effective-policies.ts';
import type { Fact, Unreadable } from '#shared/connect/fact.ts';
import type { ConnectInstance, IamPrincipal } from '#shared/connect/inventory.ts';

/** All that the rules are told about one role or user. */
export interface AdministratorFacts {
  /** As AWS Config names it: the unique id, `AROA…` or `AIDA…`. */
  readonly id: string;
  readonly place: Place;
  /** (`settings`, `principals`, `permission-set-roles`) `absent`: the settings name nobody of this id. */
  readonly principal: Fact<IamPrincipal>;
  /** The instances that the settings give it to administer; none: nothing was looked up. */
  readonly instances: readonly ConnectInstance[];
  /** The other instances of this account and region, which it must not reach. */
  readonly others: readonly ConnectInstance[];
  /** False when the inventory could not see everything: then `others` may be more. */
  readonly complete: boolean;
  readonly unreadable: readonly Unreadable[];
  /** (`role-policies`, `user-policies`) */
  readonly policies: Fact<EffectivePolicies>;
  /**
   * (`bucket-policy`) By name, of the buckets of `others` that `policies` may let it reach. One that
   * is missing was not looked at: then its own policies decide.
   */
  readonly bucketPolicies?: Readonly<Record<string, Fact<string>>>;
}
