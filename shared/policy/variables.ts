import { anyOf, type Outcome, type Unknown, unknown } from './conditions/outcome.ts';
import type { Context } from './context.ts';
import { ANY_RUN, compileGlob, type Glob, globMatches, literalGlob } from './match.ts';

const VARIABLE = /\$\{([^}]*)\}/g;
const NAMED = /^([^\s,'"]+)(?:\s*,\s*'([^']*)')?$/;

/** Whether `text` holds a policy variable, seen with the eyes of version 2012-10-17. */
export const hasVariable = (text: string): boolean => text.includes('${');

/**
 * Puts values in the place of policy variables. Substituted text is literal; the text around it is
 * compiled with wildcards when `wildcards` is set.
 * @returns false when a variable has neither a value nor a default: the text then matches nothing.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
export function resolveVariables(
  text: string,
  context: Context,
  wildcards: boolean,
): Glob | false | Unknown {
  const compile = wildcards ? compileGlob : literalGlob;
  const glob: number[] = [];
  let after = 0;
  for (const match of text.matchAll(VARIABLE)) {
    const value = variableValue(match[1] ?? '', context, wildcards);
    if (typeof value !== 'string') return value;
    glob.push(...compile(text.slice(after, match.index)), ...literalGlob(value));
    after = match.index + match[0].length;
  }
  const rest = text.slice(after);
  if (hasVariable(rest)) return unknown(`policy variable without an end in ${text}`);
  glob.push(...compile(rest));
  return glob;
}

function variableValue(
  variable: string,
  context: Context,
  wildcards: boolean,
): string | false | Unknown {
  if (variable === '*' || variable === '?' || variable === '$') return variable;
  const [, key, fallback] = NAMED.exec(variable.trim()) ?? [];
  if (key === undefined) return unknown(`policy variable \${${variable}} is malformed`);
  const values = context.get(key.toLowerCase()) ?? [];
  const [value] = values;
  if (values.length > 1) return unknown(`policy variable \${${variable}} has several values`);
  if (value === undefined) return fallback ?? false;
  if (wildcards && /[*?]/.test(value)) {
    return unknown(`the value of policy variable \${${variable}} holds a wildcard`);
  }
  return value;
}

/**
 * Whether one of the resource patterns of a version 2012-10-17 policy covers `resource`. Variables
 * count only after the fifth colon.
 */
export function matchesResourceWithVariables(
  patterns: readonly string[],
  resource: string,
  context: Context,
): Outcome {
  return anyOf(patterns, (pattern) => {
    const start = afterFifthColon(pattern);
    const tail = resolveVariables(pattern.slice(start), context, true);
    if (tail === false || 'unknown' in tail) return tail;
    const head = compileGlob(pattern.slice(0, start));
    const joined = head.at(-1) === ANY_RUN && tail[0] === ANY_RUN ? tail.slice(1) : tail;
    return globMatches([...head, ...joined], resource);
  });
}

function afterFifthColon(pattern: string): number {
  let at = 0;
  for (let colons = 0; colons < 5; colons++) {
    at = pattern.indexOf(':', at) + 1;
    if (at === 0) return pattern.length;
  }
  return at;
}
