import type { Fact } from '#shared/connect/fact.ts';
import { respell } from '../policy/arbitrary-policy.ts';

type Path = readonly (string | number)[];

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

const isFact = (value: unknown): value is Fact<unknown> =>
  isObject(value) &&
  typeof value.state === 'string' &&
  /^(known|absent|unreadable)$/.test(value.state);

/** Every place in these facts whose value is of interest, from the outside in. */
export function pathsTo(
  facts: unknown,
  wanted: (value: unknown, path: Path) => boolean,
  path: Path = [],
): readonly Path[] {
  const here = wanted(facts, path) ? [path] : [];
  if (!isObject(facts)) return here;
  return [
    ...here,
    ...Object.entries(facts).flatMap(([key, value]) => pathsTo(value, wanted, [...path, key])),
  ];
}

/** Every fact that can be known, absent or unreadable. */
export const factPaths = (facts: unknown): readonly Path[] => pathsTo(facts, isFact);

export const valueAt = (facts: unknown, [key, ...rest]: Path): unknown =>
  key === undefined ? facts : valueAt(isObject(facts) ? facts[key] : undefined, rest);

/** The same facts, but for what is at one place. */
export function withValue<T>(facts: T, path: Path, value: unknown): T;
export function withValue(facts: unknown, [key, ...rest]: Path, value: unknown): unknown {
  if (key === undefined) return value;
  if (Array.isArray(facts)) {
    return facts.map((each, index) =>
      String(index) === String(key) ? withValue(each, rest, value) : each,
    );
  }
  if (!isObject(facts)) return facts;
  return { ...facts, [key]: withValue(facts[key], rest, value) };
}

/** Every policy text among the facts, spelled differently and meaning the same. */
export function withPoliciesRespelled<T>(facts: T, choose: () => boolean): T;
export function withPoliciesRespelled(facts: unknown, choose: () => boolean): unknown {
  if (typeof facts === 'string') {
    return isPolicy(facts) ? JSON.stringify(respell(JSON.parse(facts), choose), null, 1) : facts;
  }
  if (Array.isArray(facts)) return facts.map((each) => withPoliciesRespelled(each, choose));
  if (!isObject(facts)) return facts;
  return Object.fromEntries(
    Object.entries(facts).map(([key, value]) => [key, withPoliciesRespelled(value, choose)]),
  );
}

export const isPolicy = (value: unknown): boolean =>
  typeof value === 'string' && value.startsWith('{') && value.includes('"Statement"');
