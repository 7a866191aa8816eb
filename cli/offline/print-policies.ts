import { maximumAttachedPolicies } from '#shared/generate/split-policy.ts';
import type { RawPolicy } from '#shared/policy/document.ts';
import { print, say } from '../terminal.ts';

/** One policy as it is, several as a list. */
export function printPolicies(policies: readonly RawPolicy[]): void {
  if (policies.length > 1) {
    say(
      `Mind: IAM takes 6,144 characters a policy, so these are ${policies.length}, to be attached together.`,
    );
  }
  if (policies.length > maximumAttachedPolicies) {
    say(
      `Mind: IAM attaches ${maximumAttachedPolicies} policies to a role unless its quota is raised.`,
    );
  }
  print(JSON.stringify(policies.length === 1 ? policies[0] : policies, null, 2));
}
