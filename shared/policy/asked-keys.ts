import type { PolicyDocument } from './document.ts';
import type { Request } from './request.ts';
import { situationOf, statementApplies } from './statement.ts';

/** Keys that follow from who asks for what. */
const derived =
  /^(aws:(userid|username|resourceaccount|principal(arn|account|type|servicename|isawsservice))|kms:calleraccount)$/;

/**
 * Condition keys that the request does not have and on which statements hang that are about it,
 * in the spelling of the policies: with another context the answer may be another one.
 */
export function askedKeys(
  request: Request,
  documents: readonly PolicyDocument[],
): { readonly free: readonly string[]; readonly ofCaller: readonly string[] } {
  const situation = situationOf(request, false);
  const keys = documents.flatMap(({ statements, version }) =>
    statements.flatMap((statement) => {
      const { outcome } = statementApplies({ ...statement, conditions: [] }, version, situation);
      return outcome === false ? [] : statement.conditions.map(({ key }) => key);
    }),
  );
  const missing = new Map(
    keys.flatMap((key) => {
      const name = key.toLowerCase();
      return situation.context.has(name) ? [] : [[name, key] as const];
    }),
  );
  const some = (isDerived: boolean) =>
    [...missing].flatMap(([name, key]) => (derived.test(name) === isDerived ? [key] : []));
  return { free: some(false), ofCaller: some(true) };
}
