import { canonicalize } from '#shared/policy/canonical.ts';
import type { PolicyDocument, RawStatement } from '#shared/policy/document.ts';
import { statementsOf } from '#shared/policy/edit.ts';
import { fromRaw } from '#shared/policy/parse.ts';

export interface PlannedStatement {
  readonly sid?: string;
  readonly statement: RawStatement;
}

/** What becomes of a policy's statements: two spellings of one statement are the same. */
export interface StatementDifference {
  readonly removed: readonly PlannedStatement[];
  readonly added: readonly PlannedStatement[];
  readonly kept: readonly PlannedStatement[];
}

export function statementDifference(
  live: PolicyDocument | undefined,
  planned: PolicyDocument | undefined,
): StatementDifference {
  const [before, after] = [spelledOut(live), spelledOut(planned)];
  const inBoth = (spelling: string): boolean => before.has(spelling) && after.has(spelling);
  const shown = (statements: ReadonlyMap<string, RawStatement>, isKept: boolean) =>
    [...statements]
      .filter(([spelling]) => inBoth(spelling) === isKept)
      .map(
        ([, statement]): PlannedStatement => ({
          ...(statement.Sid !== undefined && { sid: statement.Sid }),
          statement,
        }),
      );
  return { removed: shown(before, false), added: shown(after, false), kept: shown(after, true) };
}

/** The statements of a policy by the one form that all their spellings share. */
const spelledOut = (policy: PolicyDocument | undefined): ReadonlyMap<string, RawStatement> =>
  new Map(
    (policy ? statementsOf(policy.source) : []).map((statement) => {
      const { Version } = policy?.source ?? {};
      const alone = fromRaw({ ...(Version !== undefined && { Version }), Statement: statement });
      return [JSON.stringify(canonicalize(alone)), statement];
    }),
  );
