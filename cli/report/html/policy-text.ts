import { parseJson } from '#shared/policy/json.ts';

/** A policy as statements to be shown, else as the text that it is. */
export type ReadablePolicy =
  | { readonly statements: readonly ReadableStatement[]; readonly rest: string }
  | { readonly text: string };

export interface ReadableStatement {
  readonly sid?: string;
  /** Laid out for reading. */
  readonly text: string;
}

/** Reads for showing only: what does not look like a policy is shown as it is. */
export function readable(policy: string): ReadablePolicy {
  const json = parsed(policy);
  if (!isObject(json)) return { text: policy };
  const { Statement, ...rest } = json;
  const list = Array.isArray(Statement) ? Statement : [Statement];
  if (!list.every(isObject)) return { text: policy };
  return {
    statements: list.map((statement) => ({
      ...(typeof statement.Sid === 'string' && { sid: statement.Sid }),
      text: laidOut(statement),
    })),
    rest: laidOut(rest),
  };
}

function parsed(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** As wide as a column of the comparison. */
const lineWidth = 58;

/** JSON with what fits on a line on one line, and long lists of words filled up to the line. */
export function laidOut(value: unknown, indent = '', before = 0): string {
  const short = onOneLine(value);
  const deep = indent !== '' || !isObject(value);
  if (deep && indent.length + before + short.length <= lineWidth) return short;
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    if (value.every((each) => typeof each === 'string')) return filled(value, indent);
    return `[\n${value.map((each) => inner + laidOut(each, inner)).join(',\n')}\n${indent}]`;
  }
  if (!isObject(value)) return short;
  const members = Object.entries(value).map(([name, each]) => {
    const label = `${JSON.stringify(name)}: `;
    return `${inner}${label}${laidOut(each, inner, label.length)}`;
  });
  return members.length > 0 ? `{\n${members.join(',\n')}\n${indent}}` : '{}';
}

function onOneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(onOneLine).join(', ')}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const members = Object.entries(value).map(
    ([name, each]) => `${JSON.stringify(name)}: ${onOneLine(each)}`,
  );
  return members.length > 0 ? `{ ${members.join(', ')} }` : '{}';
}

function filled(words: readonly string[], indent: string): string {
  const lines: string[] = [];
  for (const [index, word] of words.entries()) {
    const text = JSON.stringify(word) + (index < words.length - 1 ? ',' : '');
    const last = lines.at(-1);
    if (last !== undefined && last.length + text.length + 1 <= lineWidth) {
      lines[lines.length - 1] = `${last} ${text}`;
    } else {
      lines.push(`${indent}  ${text}`);
    }
  }
  return `[\n${lines.join('\n')}\n${indent}]`;
}
