import type { Context } from '../context.ts';
import type { Condition, PolicyDocument } from '../document.ts';
import { compileGlobs, type Glob, literalGlob } from '../match.ts';
import { type Operator, operatorNamed } from '../operators.ts';
import { hasVariable, resolveVariables } from '../variables.ts';
import { arnLike } from './arn.ts';
import { binaryMatches } from './binary.ts';
import { boolMatches, parseBool } from './bool.ts';
import { dateMatches } from './date.ts';
import { addressMatches } from './ip.ts';
import { numericMatches } from './numeric.ts';
import { allOf, anyOf, not, type Outcome, unknown } from './outcome.ts';
import { equalsIgnoringCase, stringMatches } from './string.ts';

/**
 * Whether one condition holds in a context.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html
 */
export function evaluateCondition(
  condition: Condition,
  version: PolicyDocument['version'],
  context: Context,
): Outcome {
  const operator = operatorNamed(condition.operator);
  if (!operator) return unknown(`condition operator ${condition.operator}`);
  const actual = context.get(condition.key.toLowerCase()) ?? [];
  if (operator.family === 'null') return isNull(condition, actual);
  if (actual.length === 0 || (condition.set && actual.every((value) => value === ''))) {
    if (condition.ifExists && actual.length === 0) return true;
    return condition.set ? condition.set === 'ForAllValues' : operator.negated;
  }
  const test = (value: string): Outcome => {
    const matched = matchesAnyValue(operator, condition, version, context, value);
    return operator.negated ? not(matched) : matched;
  };
  if (condition.set === 'ForAllValues') return allOf(actual, test);
  if (condition.set === 'ForAnyValue') return anyOf(actual, test);
  const every = allOf(actual, test);
  if (actual.length === 1 || every === true || anyOf(actual, test) === false) return every;
  return unknown(`${condition.key} has several values and the operator is for one`);
}

/** `Null`: `true` asks that the key is absent, `false` that it is present. */
function isNull({ set, key, values }: Condition, actual: readonly string[]): Outcome {
  if (set) return unknown(`Null with ${set}`);
  if (actual.length > 0 && actual.every((value) => value === '')) {
    return unknown(`whether the empty value of ${key} is null`);
  }
  return anyOf(values, (value) => {
    const wanted = parseBool(value);
    if (wanted === undefined) return unknown(`Null needs true or false, not ${value}`);
    return (actual.length === 0) === wanted;
  });
}

function matchesAnyValue(
  operator: Operator,
  { values }: Condition,
  version: PolicyDocument['version'],
  context: Context,
  actual: string,
): Outcome {
  const wildcards = operator.family === 'string-like' || operator.family === 'arn';
  if (version === '2012-10-17' && values.some(hasVariable) && takesVariables(operator)) {
    return anyOf(values, (value) => {
      const glob = resolveVariables(value, context, wildcards);
      return glob === false || 'unknown' in glob ? glob : globOutcome(operator, glob, actual);
    });
  }
  if (wildcards) return anyOf(compileGlobs(values), (glob) => globOutcome(operator, glob, actual));
  if (operator.family === 'string') return values.includes(actual);
  return anyOf(values, (value) => valueOutcome(operator, value, actual));
}

const takesVariables = ({ family }: Operator): boolean =>
  family === 'arn' || family.startsWith('string');

function globOutcome({ family }: Operator, glob: Glob, actual: string): Outcome {
  if (family === 'arn') return arnLike(glob, actual);
  if (family === 'string-ignore-case')
    return equalsIgnoringCase(String.fromCodePoint(...glob), actual);
  return stringMatches(glob, actual);
}

function valueOutcome(operator: Operator, value: string, actual: string): Outcome {
  switch (operator.family) {
    case 'numeric':
      return numericMatches(operator.relation, value, actual);
    case 'date':
      return dateMatches(operator.relation, value, actual);
    case 'bool':
      return boolMatches(value, actual);
    case 'ip':
      return addressMatches(value, actual);
    case 'binary':
      return binaryMatches(value, actual);
    case 'string-ignore-case':
      return equalsIgnoringCase(value, actual);
    default:
      return globOutcome(operator, literalGlob(value), actual);
  }
}
