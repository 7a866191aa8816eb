import type { Arn } from '#shared/connect/arn.ts';

/**
 * On whose word a policy is written. A person, and who approved a plan, waive the mode and admit
 * principals that are new in the settings. `planned` is the digest of the policy that was shown
 * to them: another one is not written.
 */
export type RunBy =
  | { readonly kind: 'automation' }
  | { readonly kind: 'person'; readonly caller: Arn; readonly planned?: string }
  | { readonly kind: 'approval'; readonly planned: string };

export const byAutomation: RunBy = { kind: 'automation' };
