/** The pseudo parameters of a deployment in China: a hard-coded partition shows. */
export const place = {
  partition: 'aws-cn',
  account: '111122223333',
  region: 'cn-north-1',
} as const;

const pseudo: Readonly<Record<string, string>> = {
  'AWS::Partition': place.partition,
  'AWS::AccountId': place.account,
  'AWS::Region': place.region,
};

export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json };

/**
 * A template with its intrinsics replaced by text: pseudo parameters by {@link place}, a reference
 * by the logical id, an attribute by `Id.Attribute`, a condition by its second branch unless it is one
 * of those that `hold`. What is then `AWS::NoValue` is left out of its list.
 */
export function resolve(value: Json, hold: readonly string[] = []): Json {
  if (Array.isArray(value)) {
    return value.map((each) => resolve(each, hold)).filter((each) => each !== 'AWS::NoValue');
  }
  if (typeof value !== 'object' || value === null) return value;
  const [[key, argument] = ['', null], ...others] = Object.entries(value);
  if (others.length === 0) {
    if (key === 'Ref') return pseudo[String(argument)] ?? String(argument);
    if (key === 'Fn::GetAtt' && Array.isArray(argument)) return argument.join('.');
    if (key === 'Fn::Sub') {
      return String(argument).replace(/\$\{([^}]+)\}/g, (_, name) => pseudo[name] ?? name);
    }
    if (key === 'Fn::Join' && Array.isArray(argument)) {
      const parts = resolve(argument[1] ?? [], hold);
      return Array.isArray(parts) ? parts.join(String(argument[0])) : parts;
    }
    if (key === 'Fn::If' && Array.isArray(argument)) {
      const [condition, held, otherwise] = argument;
      return resolve((hold.includes(String(condition)) ? held : otherwise) ?? null, hold);
    }
  }
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, resolve(each, hold)]),
  );
}
