import { isJsonList, isJsonObject, type Json } from '../cloudformation/json.ts';

/** A variable of a runbook that has no value: the step that uses it fails. */
export class UnresolvedVariable extends Error {
  override readonly name = 'UnresolvedVariable';

  constructor(variable: string) {
    super(`{{ ${variable} }} has no value`);
  }
}

/** The value of a variable by its name, for example `BucketName` or `Remediate.Status`. */
export type Variables = (name: string) => Json | undefined;

const whole = /^\{\{\s*([^{}]+?)\s*\}\}$/;
const embedded = /\{\{\s*([^{}]+?)\s*\}\}/g;

/**
 * `value` with its `{{ … }}` filled in. A text that is one variable takes the variable's type;
 * inside other text lists and maps are written as JSON.
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/automation-variables.html
 * @throws {@link UnresolvedVariable}
 */
export function fillIn(value: Json, variables: Variables): Json {
  if (isJsonList(value)) return value.map((element) => fillIn(element, variables));
  if (isJsonObject(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([key, element]) => [key, fillIn(element, variables)]),
    );
  }
  if (typeof value !== 'string') return value;
  const [, only] = whole.exec(value) ?? [];
  if (only !== undefined) return resolve(only, variables);
  return value.replaceAll(embedded, (_, name: string) => {
    const found = resolve(name, variables);
    return typeof found === 'string' ? found : JSON.stringify(found);
  });
}

function resolve(name: string, variables: Variables): Json {
  const value = variables(name);
  if (value === undefined) throw new UnresolvedVariable(name);
  return value;
}

/** What stands at `path` (`Payload.status`, `Buckets[0].Name`; empty: all of it) of a response. */
export function select(response: Json, path: string): Json | undefined {
  const keys = path.split(/[.[\]]+/).filter((key) => key !== '');
  return keys.reduce<Json | undefined>((value, key) => {
    if (isJsonList(value)) return value[Number(key)];
    return isJsonObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  }, response);
}
