import { isDeepStrictEqual } from 'node:util';
import type { RawPolicy, RawStatement } from './document.ts';
import { MergeRefusedError } from './errors.ts';
import { hasVariable } from './variables.ts';

/** A policy's statements as a list, whether it holds one or several. */
export const statementsOf = (policy: RawPolicy): readonly RawStatement[] =>
  isList(policy.Statement) ? policy.Statement : [policy.Statement];

const isList = (statement: RawPolicy['Statement']): statement is readonly RawStatement[] =>
  Array.isArray(statement);

/**
 * Puts `ours` in the place of the statements of `live` that are ours. Everybody else's statements
 * stay what they are, in their order and before ours, and so do `Id` and `Version`. `live` itself
 * is returned when there is nothing to change.
 * @throws MergeRefusedError when somebody else's statement has a Sid of ours, or when ours need
 *   version 2012-10-17 and it would turn literal text of somebody else's into policy variables.
 */
export function replaceStatements(
  live: RawPolicy | undefined,
  isOurs: (statement: RawStatement) => boolean,
  ours: readonly RawStatement[],
): RawPolicy {
  if (!live) return { Version: '2012-10-17', Statement: [...ours] };
  const foreign = statementsOf(live).filter((statement) => !isOurs(statement));
  refuseSharedSids(live, isOurs, ours);
  const Statement = [...foreign, ...ours];
  if (needsNewerVersion(live, foreign, ours)) {
    return { ...live, Version: '2012-10-17', Statement };
  }
  return isDeepStrictEqual(Statement, statementsOf(live)) ? live : { ...live, Statement };
}

/** Takes the statements that are ours out; undefined when no other is left. */
export function removeStatements(
  live: RawPolicy,
  isOurs: (statement: RawStatement) => boolean,
): RawPolicy | undefined {
  const all = statementsOf(live);
  const foreign = all.filter((statement) => !isOurs(statement));
  if (foreign.length === 0) return undefined;
  return foreign.length === all.length ? live : { ...live, Statement: foreign };
}

function refuseSharedSids(
  live: RawPolicy,
  isOurs: (statement: RawStatement) => boolean,
  ours: readonly RawStatement[],
): void {
  const sids = new Set(ours.map(({ Sid }) => Sid).filter(Boolean));
  for (const [index, statement] of statementsOf(live).entries()) {
    if (statement.Sid && sids.has(statement.Sid) && !isOurs(statement)) {
      throw new MergeRefusedError(
        `Statement[${index}].Sid`,
        `"${statement.Sid}" is taken by a statement that is not ours`,
      );
    }
  }
}

/** The live version stays unless ours hold policy variables, which only 2012-10-17 knows. */
function needsNewerVersion(
  live: RawPolicy,
  foreign: readonly RawStatement[],
  ours: readonly RawStatement[],
): boolean {
  if (live.Version === '2012-10-17' || !hasVariable(JSON.stringify(ours))) return false;
  const literal = foreign.find((statement) => hasVariable(JSON.stringify(statement)));
  if (!literal) return true;
  throw new MergeRefusedError(
    `Statement[${statementsOf(live).indexOf(literal)}]`,
    'holds "${" as literal text, which version 2012-10-17 would read as a policy variable',
  );
}
