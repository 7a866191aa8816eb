import { evaluateCondition } from '../conditions/evaluate.ts';
import { not, type Outcome } from '../conditions/outcome.ts';
import type { Context } from '../context.ts';
import type { Condition, PatternElement, PolicyDocument } from '../document.ts';
import { ANY_ONE, ANY_RUN, compileArn, compileGlob, type Glob, literalGlob } from '../match.ts';
import { type Operator, operatorNamed } from '../operators.ts';
import { hasVariable, resolveVariables } from '../variables.ts';
import { ANY_ONE_IN_PART, ANY_RUN_IN_PART } from './glob-states.ts';
import { RESOURCE_KEY } from './request-keys.ts';

type Version = PolicyDocument['version'];

/** One yes-or-no question about the values of one key. */
export interface Test {
  /** Lower-case condition key, or {@link RESOURCE_KEY}. */
  readonly key: string;
  /** The condition behind the test; absent for resources and principals. */
  readonly condition?: Condition;
  /** What its wildcards accept; empty for operators that do not compare text. */
  readonly globs: readonly Glob[];
  readonly foldsCase: boolean;
  /** Whether text that is accepted makes the test false. */
  readonly negated: boolean;
  /** What it may accept besides. */
  readonly perhaps: readonly Perhaps[];
  /** The outcome for a key without a value, or with this one value, which `globs` accept or not. */
  judge(value: string | undefined, accepted: boolean): Outcome;
  /** The outcome for one value of several. */
  judgeMember(value: string, accepted: boolean): Outcome;
}

/** Text that is accepted or not, nobody knows; but all that have the same name alike. */
export interface Perhaps {
  readonly name: string;
  /** Whether text is of this sort. */
  readonly test: Test;
}

const EMPTY: Context = new Map();
const ANY_TEXT: Glob = [ANY_RUN];

/** Whether text is one of `globs`; false for a key without a value. */
export const listTest = (
  key: string,
  globs: readonly Glob[],
  perhaps: readonly Perhaps[] = [],
): Test => ({
  key,
  globs,
  foldsCase: false,
  negated: false,
  perhaps,
  judge: (value, accepted) => value !== undefined && accepted,
  judgeMember: (_value, accepted) => accepted,
});

/** `Resource`, seen as a positive list; `known` resolves variables. */
export function resourceTest({ patterns }: PatternElement, version: Version, known: Context): Test {
  const globs: Glob[] = [];
  const perhaps: Perhaps[] = [];
  for (const pattern of patterns) {
    const start = version === '2012-10-17' ? afterFifthColon(pattern) : pattern.length;
    const tail = resolveVariables(pattern.slice(start), known, true);
    if (tail === false) continue;
    if ('unknown' in tail) {
      const test = listTest(RESOURCE_KEY, [compileGlob(withoutVariables(pattern))]);
      perhaps.push({ name: `the resource ${pattern}`, test });
    } else globs.push(withoutDoubledRuns([...compileGlob(pattern.slice(0, start)), ...tail]));
  }
  return listTest(RESOURCE_KEY, globs, perhaps);
}

/** Any text that a pattern can become: a variable can be anything. */
const withoutVariables = (pattern: string): string => pattern.replace(/\$\{[^}]*(?:\}|$)/g, '*');

const withoutDoubledRuns = (glob: Glob): Glob =>
  glob.filter((point, at) => point !== ANY_RUN || glob[at - 1] !== ANY_RUN);

function afterFifthColon(pattern: string): number {
  let at = 0;
  for (let colons = 0; colons < 5; colons++) {
    at = pattern.indexOf(':', at) + 1;
    if (at === 0) return pattern.length;
  }
  return at;
}

/** A condition as a test of its key's values; `known` resolves variables. */
export function conditionTest(condition: Condition, version: Version, known: Context): Test {
  const key = condition.key.toLowerCase();
  const operator = operatorNamed(condition.operator);
  const asksPresence = operator?.family === 'null';
  const { set: _set, ...single } = { ...condition, ifExists: false };
  const { globs, perhaps } = textOf(operator, condition, version, known);
  const whenAbsent = evaluateCondition(condition, version, EMPTY);
  const judgeMember = (value: string, accepted: boolean): Outcome => {
    if (operator && globs) return operator.negated ? not(accepted) : accepted;
    const asked = asksPresence ? condition : single;
    return evaluateCondition(asked, version, new Map([[key, [value]]]));
  };
  return {
    key,
    condition,
    globs: globs ?? [],
    foldsCase: operator?.family === 'string-ignore-case',
    negated: operator?.negated ?? false,
    perhaps,
    judge(value, accepted) {
      if (value === undefined) return whenAbsent;
      if (value === '' && condition.set && !asksPresence) return condition.set === 'ForAllValues';
      return judgeMember(value, accepted);
    },
    judgeMember,
  };
}

interface ComparedText {
  /** Absent when the operator does not compare text. */
  readonly globs?: readonly Glob[];
  readonly perhaps: readonly Perhaps[];
}

/** What a condition's values accept as text. */
function textOf(
  operator: Operator | undefined,
  { values, key, set }: Condition,
  version: Version,
  known: Context,
): ComparedText {
  const family = operator?.family ?? 'null';
  if (family !== 'arn' && !family.startsWith('string')) return { perhaps: [] };
  const wildcards = family === 'arn' || family === 'string-like';
  const globs: Glob[] = [];
  const perhaps: Perhaps[] = [];
  const open = (value: string, glob: Glob): void => {
    const list = listTest(key.toLowerCase(), [glob]);
    const test: Test = {
      ...list,
      judge: (text, accepted) => (text === '' && set ? false : list.judge(text, accepted)),
    };
    perhaps.push({
      name: `whether ${key} matches ${JSON.stringify(value)} (${family}, ${version})`,
      test,
    });
  };
  for (const value of values) {
    const glob =
      version === '2012-10-17' && hasVariable(value)
        ? resolveVariables(value, known, wildcards)
        : wildcards
          ? compileGlob(value)
          : literalGlob(value);
    if (glob === false) continue;
    if ('unknown' in glob) {
      const bound = family === 'string-ignore-case' ? '*' : withoutVariables(value);
      open(value, compileGlob(bound));
    } else if (family === 'arn') {
      const parts = compileArn(glob);
      if (parts) globs.push(arnGlob(parts));
      else open(value, ANY_TEXT);
    } else if (family === 'string-ignore-case') {
      if (glob.some((point) => point > 0x7f)) open(value, ANY_TEXT);
      else globs.push(glob.map((point) => (point >= 0x41 && point <= 0x5a ? point + 0x20 : point)));
    } else globs.push(glob);
  }
  return { globs, perhaps };
}

/** The six parts of an ARN as one glob, in which only the last part's wildcards pass colons. */
function arnGlob(parts: readonly Glob[]): Glob {
  return parts.flatMap((part, index) => {
    if (index === parts.length - 1) return [...part];
    const inside = part.map((point) =>
      point === ANY_RUN ? ANY_RUN_IN_PART : point === ANY_ONE ? ANY_ONE_IN_PART : point,
    );
    return [...inside, 0x3a];
  });
}
