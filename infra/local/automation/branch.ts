import { isJsonList, isJsonObject, type Json, type JsonObject } from '../cloudformation/json.ts';

type Comparison = (variable: Json, operand: Json) => boolean;

const strings =
  (compare: (variable: string, operand: string) => boolean): Comparison =>
  (variable, operand) =>
    typeof variable === 'string' && typeof operand === 'string' && compare(variable, operand);

const numbers =
  (compare: (variable: number, operand: number) => boolean): Comparison =>
  (variable, operand) =>
    compare(Number(variable), Number(operand));

const comparisons: Readonly<Record<string, Comparison>> = {
  StringEquals: strings((variable, operand) => variable === operand),
  EqualsIgnoreCase: strings(
    (variable, operand) => variable.toLowerCase() === operand.toLowerCase(),
  ),
  StartsWith: strings((variable, operand) => variable.startsWith(operand)),
  EndsWith: strings((variable, operand) => variable.endsWith(operand)),
  Contains: strings((variable, operand) => variable.includes(operand)),
  NumericEquals: numbers((variable, operand) => variable === operand),
  NumericGreater: numbers((variable, operand) => variable > operand),
  NumericLesser: numbers((variable, operand) => variable < operand),
  NumericGreaterOrEquals: numbers((variable, operand) => variable >= operand),
  NumericLesserOrEquals: numbers((variable, operand) => variable <= operand),
  BooleanEquals: (variable, operand) => String(variable) === String(operand),
};

/**
 * The step that an `aws:branch` goes to: the first choice that holds, else `Default`, else
 * undefined (the next step of the document). `inputs` are already filled in.
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/automation-action-branch.html
 * @throws Error on a choice that is not understood.
 */
export function chosenStep(inputs: JsonObject): string | undefined {
  const { Choices: choices, Default: otherwise, ...unknown } = inputs;
  const [extra] = Object.keys(unknown);
  if (extra !== undefined) throw new Error(`aws:branch: input ${extra} is not supported`);
  if (!isJsonList(choices)) throw new Error('aws:branch: Choices is not a list');
  for (const choice of choices) {
    if (!isJsonObject(choice)) throw new Error('aws:branch: a choice is not an object');
    const { NextStep: next, ...rule } = choice;
    if (typeof next !== 'string') throw new Error('aws:branch: a choice has no NextStep');
    if (holds(rule)) return next;
  }
  return typeof otherwise === 'string' ? otherwise : undefined;
}

function holds(rule: Json): boolean {
  if (!isJsonObject(rule)) throw new Error('aws:branch: a rule is not an object');
  if (rule.And !== undefined) return rules(rule.And).every(holds);
  if (rule.Or !== undefined) return rules(rule.Or).some(holds);
  if (rule.Not !== undefined) return !holds(rule.Not);
  const { Variable: variable, ...operators } = rule;
  const [[operator, operand] = [], ...more] = Object.entries(operators);
  const compare = operator === undefined ? undefined : comparisons[operator];
  if (variable === undefined || compare === undefined || operand === undefined || more.length > 0) {
    throw new Error(`aws:branch: cannot read the rule ${JSON.stringify(rule)}`);
  }
  return compare(variable, operand);
}

function rules(value: Json): readonly Json[] {
  if (!isJsonList(value)) throw new Error('aws:branch: And and Or take a list');
  return value;
}
