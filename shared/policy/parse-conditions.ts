import type { Condition } from './document.ts';
import { childPath, type JsonPath, PolicySyntaxError } from './errors.ts';
import { operatorNamed } from './operators.ts';
import { isObject } from './parse-values.ts';

/**
 * `Condition`. An operator that the language does not have is kept as written, for `decide` to
 * call it unknown.
 * @throws PolicySyntaxError
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html
 */
export function parseConditions(value: unknown, path: JsonPath): readonly Condition[] {
  if (!isObject(value)) throw new PolicySyntaxError(path, 'must be an object of operators');
  const conditions: Condition[] = [];
  const operators = new Set<string>();
  for (const [written, keys] of Object.entries(value)) {
    const at = childPath(path, written);
    refuseTwice(operators, written, at);
    if (!isObject(keys)) throw new PolicySyntaxError(at, 'must be an object of condition keys');
    const operator = parseOperator(written, at);
    const names = new Set<string>();
    for (const [key, raw] of Object.entries(keys)) {
      const keyPath = childPath(at, key);
      refuseTwice(names, key, keyPath);
      if (key.trim() === '') throw new PolicySyntaxError(keyPath, 'a condition key needs a name');
      conditions.push({ ...operator, key, values: conditionValues(raw, keyPath) });
    }
  }
  return conditions;
}

function refuseTwice(seen: Set<string>, name: string, path: JsonPath): void {
  const folded = name.toLowerCase();
  if (seen.has(folded)) throw new PolicySyntaxError(path, 'named twice, in different case');
  seen.add(folded);
}

const WRITTEN = /^(?:(ForAllValues|ForAnyValue):)?(.+?)(IfExists)?$/i;

function parseOperator(
  written: string,
  path: JsonPath,
): Pick<Condition, 'operator' | 'set' | 'ifExists'> {
  const [, set, base = written, ifExists] = WRITTEN.exec(written) ?? [];
  const known = operatorNamed(base);
  if (!known) return { operator: written, ifExists: false };
  if (known.family === 'null' && ifExists) {
    throw new PolicySyntaxError(path, 'IfExists cannot follow Null');
  }
  return {
    operator: known.name,
    ...(set ? { set: /all/i.test(set) ? 'ForAllValues' : 'ForAnyValue' } : {}),
    ifExists: ifExists !== undefined,
  };
}

function conditionValues(raw: unknown, path: JsonPath): readonly string[] {
  const list: readonly unknown[] = Array.isArray(raw) ? raw : [raw];
  if (list.length === 0) throw new PolicySyntaxError(path, 'has no values');
  return list.map((value, index) => {
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
      return String(value);
    }
    const at = Array.isArray(raw) ? childPath(path, index) : path;
    throw new PolicySyntaxError(at, 'must be a string, a number or a boolean');
  });
}
