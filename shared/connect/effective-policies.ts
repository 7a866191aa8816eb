import type { Fact } from './fact.ts';
import type { IamPrincipal } from './inventory.ts';

/** One IAM policy document, as IAM gives it (decoded). */
export interface NamedPolicy {
  /** The ARN of a managed policy; of an inline one `<role, user or group>/<policy name>`. */
  readonly name: string;
  readonly document: string;
}

/**
 * All that a role or user is allowed by itself: what `decide` takes as `identity` and `boundary`.
 * Service control policies are not in it: they can only take away.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export interface EffectivePolicies {
  readonly principal: IamPrincipal;
  /** Inline and attached ones, AWS's managed ones too, and of a user those of its groups. */
  readonly identity: readonly NamedPolicy[];
  readonly boundary?: NamedPolicy;
  /** Of a role: who may assume it, as IAM gives it (decoded). */
  readonly trust?: string;
}

/** What several principals are allowed, by ARN. */
export type PoliciesByPrincipal = Readonly<Record<string, Fact<EffectivePolicies>>>;

/** A role or user of an account. */
export interface AccountPrincipal {
  readonly principal: IamPrincipal;
  /** Unreadable when one of the policies that it holds could not be read. */
  readonly policies: Fact<EffectivePolicies>;
}
