import { isJsonList, isJsonObject, type Json, type JsonObject } from './json.ts';
import { TemplateError } from './template.ts';

/** What a resource is known by once it exists. */
export interface DeployedResource {
  /** What `Ref` gives: the physical id. */
  readonly ref: string;
  /** What `Fn::GetAtt` gives, by attribute name. */
  readonly attributes: Readonly<Record<string, Json>>;
}

/** What the intrinsic functions of one template look things up in. */
export interface EvaluationContext {
  readonly parameters: Readonly<Record<string, Json>>;
  /** By name, for example `AWS::Region`. */
  readonly pseudoParameters: Readonly<Record<string, Json>>;
  readonly mappings: JsonObject;
  /** Unevaluated. */
  readonly conditions: JsonObject;
  /** Undefined when there is no such resource or it is not made (yet). */
  resource(logicalId: string): DeployedResource | undefined;
}

/** The value of `AWS::NoValue`: the property or list element that it stands for is left out. */
const noValue = Symbol('AWS::NoValue');
type Value = Json | typeof noValue;

type Intrinsic = (argument: Json, context: EvaluationContext, path: string) => Value;

/**
 * `value` with its intrinsic functions worked out.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html
 * @throws {@link TemplateError} with the path of the fault.
 */
export function evaluate(value: Json, context: EvaluationContext, path: string): Json {
  const result = evaluateOrDrop(value, context, path);
  if (result === noValue) throw new TemplateError(path, 'AWS::NoValue cannot stand here');
  return result;
}

/** Whether a condition of the template holds. */
export function conditionHolds(name: string, context: EvaluationContext, path: string): boolean {
  const condition = context.conditions[name];
  if (condition === undefined) throw new TemplateError(path, `there is no condition ${name}`);
  return truth(condition, context, `Conditions.${name}`);
}

function evaluateOrDrop(value: Json, context: EvaluationContext, path: string): Value {
  if (isJsonList(value)) {
    return value
      .map((element, index) => evaluateOrDrop(element, context, `${path}[${index}]`))
      .filter((element) => element !== noValue);
  }
  if (!isJsonObject(value)) return value;
  const [name, ...others] = Object.keys(value);
  if (name !== undefined && (name === 'Ref' || name.startsWith('Fn::'))) {
    const intrinsic = intrinsics[name];
    if (others.length > 0) throw new TemplateError(path, `${name} stands beside other keys`);
    if (intrinsic === undefined) throw new TemplateError(path, `${name} is not supported`);
    return intrinsic(value[name] ?? null, context, `${path}.${name}`);
  }
  const entries = Object.entries(value).flatMap(([key, element]): [string, Json][] => {
    const result = evaluateOrDrop(element, context, `${path}.${key}`);
    return result === noValue ? [] : [[key, result]];
  });
  return Object.fromEntries(entries);
}

const intrinsics: Readonly<Record<string, Intrinsic>> = {
  Ref: (name, context, path) => reference(text(name, path), context, path),
  'Fn::GetAtt': (argument, context, path) => {
    const [logicalId, ...names] =
      typeof argument === 'string' ? argument.split('.') : list(argument, context, path);
    return attribute(text(logicalId, path), names.map(String).join('.'), context, path);
  },
  'Fn::Sub': substitute,
  'Fn::Join': (argument, context, path) => {
    const [separator, elements] = pair(argument, context, path);
    return list(elements, context, path)
      .map((element) => scalar(element, path))
      .join(text(separator, path));
  },
  'Fn::Select': (argument, context, path) => {
    const [index, elements] = pair(argument, context, path);
    const chosen = list(elements, context, path)[Number(scalar(index, path))];
    if (chosen === undefined) {
      throw new TemplateError(path, `the list has no element ${String(index)}`);
    }
    return chosen;
  },
  'Fn::Split': (argument, context, path) => {
    const [separator, source] = pair(argument, context, path);
    return text(source, path).split(text(separator, path));
  },
  'Fn::If': (argument, context, path) => {
    const [name, whenTrue, whenFalse] = raw(argument, 3, path);
    const index = conditionHolds(text(name, path), context, path) ? 1 : 2;
    return evaluateOrDrop(
      (index === 1 ? whenTrue : whenFalse) ?? null,
      context,
      `${path}[${index}]`,
    );
  },
  'Fn::FindInMap': (argument, context, path) => {
    const [map, top, second] = list(argument, context, path).map((key) => scalar(key, path));
    const row = context.mappings[map ?? ''];
    const entry = isJsonObject(row) ? row[top ?? ''] : undefined;
    const found = isJsonObject(entry) ? entry[second ?? ''] : undefined;
    if (found === undefined) throw new TemplateError(path, `no mapping ${map}.${top}.${second}`);
    return found;
  },
  'Fn::Base64': (argument, context, path) =>
    Buffer.from(text(evaluate(argument, context, path), path)).toString('base64'),
  'Fn::And': (argument, context, path) =>
    raw(argument, undefined, path).every((part) => truth(part, context, path)),
  'Fn::Or': (argument, context, path) =>
    raw(argument, undefined, path).some((part) => truth(part, context, path)),
  'Fn::Not': (argument, context, path) => {
    const [part] = raw(argument, 1, path);
    return !truth(part ?? null, context, path);
  },
  'Fn::Equals': (argument, context, path) => {
    const [left, right] = pair(argument, context, path);
    return scalar(left, path) === scalar(right, path);
  },
};

function truth(condition: Json, context: EvaluationContext, path: string): boolean {
  if (isJsonObject(condition) && typeof condition.Condition === 'string') {
    return conditionHolds(condition.Condition, context, path);
  }
  const value = evaluate(condition, context, path);
  if (value === true || value === 'true') return true;
  if (value === false || value === 'false') return false;
  throw new TemplateError(path, 'is not a condition');
}

function reference(name: string, context: EvaluationContext, path: string): Value {
  if (name === 'AWS::NoValue') return noValue;
  const value =
    context.pseudoParameters[name] ?? context.parameters[name] ?? context.resource(name)?.ref;
  if (value === undefined) throw new TemplateError(path, `there is no ${name}`);
  return value;
}

function attribute(id: string, name: string, context: EvaluationContext, path: string): Json {
  const resource = context.resource(id);
  if (resource === undefined) throw new TemplateError(path, `there is no resource ${id}`);
  const value = resource.attributes[name];
  if (value === undefined) throw new TemplateError(path, `${id} has no attribute ${name}`);
  return value;
}

function substitute(argument: Json, context: EvaluationContext, path: string): string {
  const [template, variables] = typeof argument === 'string' ? [argument] : raw(argument, 2, path);
  const own = variables === undefined ? {} : evaluate(variables, context, path);
  if (!isJsonObject(own)) throw new TemplateError(path, 'expected an object of variables');
  return text(template, path).replaceAll(/\$\{([^}]*)\}/g, (whole, name: string) => {
    if (name.startsWith('!')) return `\${${name.slice(1)}}`;
    const ownValue = own[name];
    if (ownValue !== undefined) return scalar(ownValue, path);
    const [id = '', ...names] = name.split('.');
    const value =
      names.length > 0
        ? attribute(id, names.join('.'), context, path)
        : reference(name, context, path);
    if (value === noValue) throw new TemplateError(path, `${whole} has no value`);
    return scalar(value, path);
  });
}

function raw(argument: Json, length: number | undefined, path: string): readonly Json[] {
  if (!isJsonList(argument) || (length !== undefined && argument.length !== length)) {
    throw new TemplateError(path, `expected a list${length === undefined ? '' : ` of ${length}`}`);
  }
  return argument;
}

function list(argument: Json, context: EvaluationContext, path: string): readonly Json[] {
  return raw(evaluate(argument, context, path), undefined, path);
}

function pair(argument: Json, context: EvaluationContext, path: string): readonly [Json, Json] {
  const [first, second] = raw(argument, 2, path);
  return [evaluate(first ?? null, context, path), evaluate(second ?? null, context, path)];
}

function text(value: Json | undefined, path: string): string {
  if (typeof value !== 'string') throw new TemplateError(path, 'expected a string');
  return value;
}

function scalar(value: Json, path: string): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new TemplateError(path, 'expected a string');
}
