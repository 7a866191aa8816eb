import { isJsonList, isJsonObject, type Json, type JsonObject } from '../../cloudformation/json.ts';

type Matcher = (values: readonly Json[]) => boolean;

const isText = (value: Json | undefined): value is string => typeof value === 'string';

const listed = (value: Json | undefined): readonly Json[] =>
  isJsonList(value) ? value : value === undefined ? [] : [value];

const someText =
  (fits: (text: string) => boolean): Matcher =>
  (values) =>
    values.some((value) => isText(value) && fits(value));

const lower = (text: string): string => text.toLowerCase();

/** `{ "equals-ignore-case": … }` where a plain text could stand. */
const foldedText = (value: Json): string | undefined =>
  isJsonObject(value) && isText(value['equals-ignore-case'])
    ? lower(value['equals-ignore-case'])
    : undefined;

function edge(value: Json, side: 'startsWith' | 'endsWith'): Matcher | undefined {
  if (isText(value)) return someText((text) => text[side](value));
  const folded = foldedText(value);
  return folded === undefined ? undefined : someText((text) => lower(text)[side](folded));
}

function anythingBut(value: Json): Matcher | undefined {
  const inner = isJsonObject(value) ? matcherOf(value) : undefined;
  if (isJsonObject(value)) {
    return inner && ((values) => values.length > 0 && !inner(values));
  }
  const excluded = listed(value);
  return (values) => values.length > 0 && !values.some((each) => excluded.includes(each));
}

function wildcard(value: Json): Matcher | undefined {
  if (!isText(value)) return undefined;
  const escaped = value.split('*').map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  const expression = new RegExp(`^${escaped.join('.*')}$`, 's');
  return someText((text) => expression.test(text));
}

/** What each operator of EventBridge makes of its operand; undefined: it takes no such operand. */
const operators: Readonly<Record<string, (value: Json) => Matcher | undefined>> = {
  prefix: (value) => edge(value, 'startsWith'),
  suffix: (value) => edge(value, 'endsWith'),
  'equals-ignore-case': (value) =>
    isText(value) ? someText((text) => lower(text) === lower(value)) : undefined,
  'anything-but': anythingBut,
  wildcard,
  exists: (value) =>
    typeof value === 'boolean' ? (values) => values.length > 0 === value : undefined,
};

/** @returns undefined for what the embedded AWS does not know */
function matcherOf(value: Json): Matcher | undefined {
  if (isJsonList(value)) return undefined;
  if (!isJsonObject(value)) return (values) => values.includes(value);
  const [entry, ...rest] = Object.entries(value);
  if (!entry || rest.length > 0 || !Object.hasOwn(operators, entry[0])) return undefined;
  return operators[entry[0]]?.(entry[1]);
}

/** The fault of an event pattern, with its path; undefined when it is good. */
export function patternFault(pattern: JsonObject, path = ''): string | undefined {
  const entries = Object.entries(pattern);
  if (entries.length === 0) return `${path}: an object of a pattern cannot be empty`;
  for (const [key, value] of entries) {
    const at = path === '' ? key : `${path}.${key}`;
    if (key === '$or') {
      const branches = isJsonList(value) ? value.filter(isJsonObject) : [];
      if (branches.length === 0) return `${at}: expected a list of patterns`;
      const fault = branches.map((branch) => patternFault(branch, at)).find(isText);
      if (fault !== undefined) return fault;
    } else if (isJsonObject(value)) {
      const fault = patternFault(value, at);
      if (fault !== undefined) return fault;
    } else {
      if (!isJsonList(value) || value.length === 0)
        return `${at}: expected a list that is not empty`;
      const unknown = value.find((each) => !matcherOf(each));
      if (unknown !== undefined) return `${at}: ${JSON.stringify(unknown)} is not supported`;
    }
  }
  return undefined;
}

/**
 * Whether an event is one that a rule's pattern asks for.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns-content-based-filtering.html
 */
export function matchesPattern(pattern: JsonObject, event: Json | undefined): boolean {
  const candidates = isJsonList(event) ? event.filter(isJsonObject) : [event];
  if (candidates.length === 0) return matchesObject(pattern, {});
  return candidates.some((each) => matchesObject(pattern, isJsonObject(each) ? each : {}));
}

const matchesObject = (pattern: JsonObject, event: JsonObject): boolean =>
  Object.entries(pattern).every(([key, value]) => {
    if (key === '$or') {
      return listed(value).some((branch) => isJsonObject(branch) && matchesObject(branch, event));
    }
    if (isJsonObject(value)) return matchesPattern(value, event[key]);
    const values = listed(event[key]);
    return listed(value).some((each) => matcherOf(each)?.(values) === true);
  });
