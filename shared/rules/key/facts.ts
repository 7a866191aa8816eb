import type { Place } from '#shared/connect/deployment.ts';
import type { PoliciesByPrincipal } from '#shared/connect/effective-policies.ts';
import type { Fact } from '#shared/connect/fact.ts';
import type { KeyDescription, KeyGrant, KeyRotation } from '#shared/connect/key.ts';
import type { KeyUse } from '#shared/connect/key-use.ts';
import type { Settings } from '#shared/settings/settings.ts';

/**
 * All that the key rules are told about one key. A fact is unreadable, code `NotNeeded`, when the
 * rule does not name its need (in brackets).
 */
export interface KeyFacts {
  /** As AWS Config names it: the key id. */
  readonly id: string;
  readonly place: Place;
  /** The instances that store or stream with the key; none: nothing else was looked up. */
  readonly use: KeyUse;
  /** (`key-description`) */
  readonly description: Fact<KeyDescription>;
  /** (`key-policy`) */
  readonly policy: Fact<string>;
  /** (`key-grants`) */
  readonly grants: Fact<readonly KeyGrant[]>;
  /** (`key-rotation`) `absent`: AWS does not rotate keys of this kind. */
  readonly rotation: Fact<KeyRotation>;
  /** (`role-policies`) Of the roles of `use.instances`. */
  readonly rolePolicies: PoliciesByPrincipal;
  /** (`settings`) Strictness, and the accounts that key policies may name. */
  readonly settings: Fact<Pick<Settings, 'strict' | 'trustedAccounts'>>;
}
