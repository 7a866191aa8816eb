import type { Json } from '../cloudformation/json.ts';
import { AwsError } from '../service.ts';
import type { AutomationDocument, DocumentParameter } from './document.ts';

const invalid = (message: string): AwsError =>
  new AwsError('InvalidAutomationExecutionParametersException', message);

/**
 * The parameters of one execution, checked: `StartAutomationExecution` gives each as a list of strings.
 * @throws {@link AwsError} `InvalidAutomationExecutionParametersException`.
 */
export function executionParameters(
  document: AutomationDocument,
  given: Readonly<Record<string, readonly string[]>>,
): Record<string, Json> {
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(document.parameters, name)) {
      throw invalid(`Parameter ${name} is not defined by the document.`);
    }
  }
  return Object.fromEntries(
    Object.entries(document.parameters).map(([name, parameter]) => {
      const texts = given[name];
      const value = texts === undefined ? parameter.default : typed(name, texts, parameter);
      if (value === undefined) throw invalid(`Parameter ${name} has no value.`);
      check(name, value, parameter);
      return [name, value];
    }),
  );
}

function typed(name: string, texts: readonly string[], parameter: DocumentParameter): Json {
  if (parameter.type === 'StringList') return texts;
  const [text, ...more] = texts;
  if (text === undefined || more.length > 0) throw invalid(`Parameter ${name} takes one value.`);
  switch (parameter.type) {
    case 'Boolean':
      if (text !== 'true' && text !== 'false') throw invalid(`Parameter ${name} is not a Boolean.`);
      return text === 'true';
    case 'Integer':
      if (!/^-?\d+$/.test(text)) throw invalid(`Parameter ${name} is not an Integer.`);
      return Number(text);
    case 'MapList':
    case 'StringMap':
      try {
        return JSON.parse(text) as Json;
      } catch {
        throw invalid(`Parameter ${name} is not JSON.`);
      }
    default:
      return text;
  }
}

function check(name: string, value: Json, parameter: DocumentParameter): void {
  const { allowedPattern, allowedValues, minChars, maxChars } = parameter;
  const values = Array.isArray(value) ? value : [value];
  for (const element of values) {
    const text = typeof element === 'string' ? element : JSON.stringify(element);
    if (allowedValues !== undefined && !allowedValues.includes(element)) {
      throw invalid(`Parameter ${name}: "${text}" is not an allowed value.`);
    }
    if (allowedPattern !== undefined && !new RegExp(`^(?:${allowedPattern})$`, 'u').test(text)) {
      throw invalid(`Parameter ${name}: "${text}" does not match ${allowedPattern}.`);
    }
    if (text.length < (minChars ?? 0) || text.length > (maxChars ?? Number.POSITIVE_INFINITY)) {
      throw invalid(`Parameter ${name}: "${text}" has the wrong length.`);
    }
  }
}
