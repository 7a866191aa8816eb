import type { Json } from './json.ts';
import { type Template, TemplateError, type TemplateParameter } from './template.ts';

/**
 * The value of each template parameter: what was given, else its default.
 * `Number` and `String` give strings, as CloudFormation's do; lists give lists of strings.
 * @throws {@link TemplateError} naming the parameter that is missing, unknown or out of bounds.
 */
export function parameterValues(
  template: Template,
  given: Readonly<Record<string, string>>,
): Record<string, Json> {
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(template.parameters, name)) {
      throw new TemplateError(`Parameters.${name}`, 'is not a parameter of this template');
    }
  }
  return Object.fromEntries(
    Object.entries(template.parameters).map(([name, parameter]) => {
      const path = `Parameters.${name}`;
      const value = given[name] ?? parameter.default;
      if (value === undefined) throw new TemplateError(path, 'has no value and no default');
      return [name, typed(String(value), parameter, path)];
    }),
  );
}

function typed(text: string, parameter: TemplateParameter, path: string): Json {
  const { type } = parameter;
  if (type === 'CommaDelimitedList' || type.startsWith('List<')) {
    const elements = text === '' ? [] : text.split(',').map((element) => element.trim());
    for (const element of elements) check(element, parameter, path);
    return elements;
  }
  if (type === 'String' || type === 'Number') {
    check(text, parameter, path);
    return text;
  }
  if (type.startsWith('AWS::SSM::Parameter::')) {
    // CDK's BootstrapVersion: only ever read by a Rule.
    if (path === 'Parameters.BootstrapVersion') return text;
  }
  throw new TemplateError(path, `parameter type ${type} is not supported`);
}

function check(text: string, parameter: TemplateParameter, path: string): void {
  const because = (reason: string): TemplateError =>
    new TemplateError(path, parameter.constraintDescription ?? reason);
  const { allowedValues, allowedPattern, minLength, maxLength, minValue, maxValue } = parameter;
  if (allowedValues !== undefined && !allowedValues.includes(text)) {
    throw because(`"${text}" is not one of ${allowedValues.join(', ')}`);
  }
  if (allowedPattern !== undefined && !new RegExp(`^(?:${allowedPattern})$`, 'u').test(text)) {
    throw because(`"${text}" does not match ${allowedPattern}`);
  }
  if (minLength !== undefined && text.length < minLength) throw because('is too short');
  if (maxLength !== undefined && text.length > maxLength) throw because('is too long');
  if (parameter.type.includes('Number')) {
    const number = Number(text);
    if (text.trim() === '' || !Number.isFinite(number)) {
      throw because(`"${text}" is not a number`);
    }
    if (minValue !== undefined && number < minValue) throw because(`is less than ${minValue}`);
    if (maxValue !== undefined && number > maxValue) throw because(`is more than ${maxValue}`);
  }
}
