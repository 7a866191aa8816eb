import type { RawPolicy } from '#shared/policy/document.ts';
import { articleAdministration } from './administrator-article.ts';
import type { AdministratorPolicyFacts } from './administrator-facts.ts';
import { tightAdministration } from './administrator-tight.ts';
import { splitPolicy } from './split-policy.ts';

/** `article` is what AWS published, filled in; `tight` is held to the instance's own resources. */
export type Form = 'article' | 'tight';
export const forms: readonly Form[] = ['article', 'tight'];

/**
 * The policy of one instance's administrator, as one document or, where IAM would not take it, as
 * several to attach together.
 */
export const administratorPolicies = (
  facts: AdministratorPolicyFacts,
  form: Form,
): readonly RawPolicy[] =>
  splitPolicy(form === 'article' ? articleAdministration(facts) : tightAdministration(facts));
