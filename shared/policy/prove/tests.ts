import { evaluateCondition } from '../conditions/evaluate.ts';
import { not, type Outcome, unknown } from '../conditions/outcome.ts';
import type { Context } from '../context.ts';
import type { Condition, PatternElement, PolicyDocument } from '../document.ts';
import { ANY_ONE, ANY_RUN, compileArn, compileGlob, type Glob, literalGlob } from '../match.ts';
import { type Operator, operatorNamed } from '../operators.ts';
import { hasVariable, resolveVariables } from '../variables.ts';
import { ANY_ONE_IN_PART, ANY_RUN_IN_PART } from './glob-states.ts';

type Version = PolicyDocument['version'];

/** One yes-or-no question about the values of one key. */
export interface Test {
  /** Lower-case condition key, or `#resource`. */
  readonly key: string;
  /** The condition behind the test; absent for resources and principals. */
  readonly condition?: Condition;
  /** What its wildcards accept; empty for operators that do not compare text. */
  readonly globs: readonly Glob[];
  readonly foldsCase: boolean;
  /** Why more than `globs` may be accepted. */
  readonly doubt?: string;
  /** The outcome for a key without a value, or with this one value, which `globs` accept or not. */
  judge(value: string | undefined, accepted: boolean): Outcome;
  /** The outcome for one value of several. */
  judgeMember(value: string, accepted: boolean): Outcome;
}

const EMPTY: Context = new Map();

/** Whether text is one of `globs`; false for a key without a value. */
export function listTest(key: string, globs: readonly Glob[], doubt?: string): Test {
  const judgeMember = (_value: string, accepted: boolean): Outcome =>
    accepted || (doubt === undefined ? false : unknown(doubt));
  return {
    key,
    globs,
    foldsCase: false,
    ...(doubt === undefined ? {} : { doubt }),
    judge: (value, accepted) => (value === undefined ? false : judgeMember(value, accepted)),
    judgeMember,
  };
}

/** `Resource`, seen as a positive list; `known` resolves variables. */
export function resourceTest({ patterns }: PatternElement, version: Version, known: Context): Test {
  const globs: Glob[] = [];
  let doubt: string | undefined;
  for (const pattern of patterns) {
    const start = version === '2012-10-17' ? afterFifthColon(pattern) : pattern.length;
    const tail = resolveVariables(pattern.slice(start), known, true);
    if (tail === false) continue;
    if ('unknown' in tail) doubt = `the resource ${pattern} holds a policy variable`;
    else globs.push(withoutDoubledRuns([...compileGlob(pattern.slice(0, start)), ...tail]));
  }
  return listTest('#resource', globs, doubt);
}

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
  const single: Condition = { ...withoutSet(condition), ifExists: false };
  const { globs, doubt } = operator
    ? globsOf(operator, condition, version, known)
    : { globs: [], doubt: undefined };
  const comparesText = globs !== undefined;
  const whenAbsent = evaluateCondition(condition, version, EMPTY);
  const outcome = (value: string, accepted: boolean): Outcome => {
    if (!operator || !comparesText) {
      return evaluateCondition(single, version, new Map([[key, [value]]]));
    }
    const matched = accepted || (doubt === undefined ? false : unknown(doubt));
    return operator.negated ? not(matched) : matched;
  };
  return {
    key,
    condition,
    globs: globs ?? [],
    foldsCase: operator?.family === 'string-ignore-case',
    ...(doubt === undefined ? {} : { doubt }),
    judge(value, accepted) {
      if (value === undefined) return whenAbsent;
      if (value === '' && condition.set && operator?.family !== 'null') {
        return condition.set === 'ForAllValues';
      }
      if (operator?.family === 'null') {
        return evaluateCondition(condition, version, new Map([[key, [value]]]));
      }
      return outcome(value, accepted);
    },
    judgeMember: outcome,
  };
}

function withoutSet({ set: _set, ...condition }: Condition): Condition {
  return condition;
}

/** What a condition's values accept as text; no `globs` when its operator does not compare text. */
function globsOf(
  operator: Operator,
  { values, key }: Condition,
  version: Version,
  known: Context,
): { readonly globs: readonly Glob[] | undefined; readonly doubt?: string } {
  const { family } = operator;
  if (family !== 'arn' && !family.startsWith('string')) return { globs: undefined };
  const wildcards = family === 'arn' || family === 'string-like';
  const globs: Glob[] = [];
  let doubt: string | undefined;
  for (const value of values) {
    const glob =
      version === '2012-10-17' && hasVariable(value)
        ? resolveVariables(value, known, wildcards)
        : wildcards
          ? compileGlob(value)
          : literalGlob(value);
    if (glob === false) continue;
    if ('unknown' in glob) doubt = `${operator.name} ${key} compares with ${value}`;
    else if (family === 'arn') {
      const parts = compileArn(glob);
      if (parts) globs.push(arnGlob(parts));
      else doubt = `${operator.name} ${key}: ${value} is not the pattern of an ARN`;
    } else if (family === 'string-ignore-case') {
      if (glob.some((point) => point > 0x7f)) doubt = `the case of letters in ${value}`;
      else globs.push(glob.map((point) => (point >= 0x41 && point <= 0x5a ? point + 0x20 : point)));
    } else globs.push(glob);
  }
  return { globs, ...(doubt === undefined ? {} : { doubt }) };
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
