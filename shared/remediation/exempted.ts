import type { PolicyDocument } from '#shared/policy/document.ts';
import { matchesAction } from '#shared/policy/match.ts';

const whoKeys = ['aws:userid', 'aws:principalarn'];

/**
 * Whom a policy leaves out where it denies an action, as it writes them: unique ids (of sessions
 * without their name), ARNs. What a wildcard stands for is not told.
 */
export function exemptedFrom(action: string, { statements }: PolicyDocument): ReadonlySet<string> {
  const values = statements
    .filter(({ effect }) => effect === 'Deny')
    .filter(({ action: { patterns, negated } }) => matchesAction(patterns, action) !== negated)
    .flatMap(({ principal, conditions }) => [
      ...(principal?.negated ? principal.aws : []),
      ...conditions
        .filter(({ operator, key }) => /Not/.test(operator) && whoKeys.includes(key.toLowerCase()))
        .flatMap((condition) => condition.values),
    ]);
  return new Set(values.map((value) => value.replace(/^(A\w{3}[A-Z0-9]+):\*$/, '$1')));
}
