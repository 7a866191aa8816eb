import {
  at,
  InvalidDocument,
  objectAt,
  oneOf,
  optional,
  refuse,
  textAt,
} from '#shared/connect/json-shape.ts';
import type { Principal, Request } from '#shared/policy/request.ts';

const kinds = ['role', 'user', 'root', 'federated', 'anonymous', 'service'] as const;

/** Reads `REQ.json`. @throws InvalidDocument naming the path of the first fault. */
export function parseRequest(json: unknown): Request {
  const fields = objectAt(json, '$', [
    'principal',
    'action',
    'resource',
    'resourceAccount',
    'context',
  ]);
  const { resourceAccount, context } = fields;
  return {
    principal: principalAt(fields.principal, 'principal'),
    action: textAt(
      fields.action,
      'action',
      'an action such as s3:GetObject',
      /^[^:\s*?]+:[^:\s*?]+$/,
    ),
    resource: textAt(fields.resource, 'resource'),
    ...optional(
      'resourceAccount',
      resourceAccount === undefined ? undefined : textAt(resourceAccount, 'resourceAccount'),
    ),
    ...optional('context', context === undefined ? undefined : contextAt(context, 'context')),
  };
}

function principalAt(value: unknown, path: string): Principal {
  const fields = objectAt(value, path, ['kind', 'arn', 'userId', 'account']);
  const text = (key: 'arn' | 'userId' | 'account') =>
    optional(key, fields[key] === undefined ? undefined : textAt(fields[key], at(path, key)));
  return {
    kind: oneOf(fields.kind, at(path, 'kind'), kinds),
    ...text('arn'),
    ...text('userId'),
    ...text('account'),
  };
}

function contextAt(value: unknown, path: string): NonNullable<Request['context']> {
  const seen = new Set<string>();
  const values = Object.entries(objectAt(value, path)).map(([key, each]) => {
    const name = key.toLowerCase();
    if (seen.has(name)) {
      throw new InvalidDocument(at(path, key), 'named twice, in different case');
    }
    seen.add(name);
    return [key, contextValueAt(each, at(path, key))] as const;
  });
  return Object.fromEntries(values);
}

function contextValueAt(value: unknown, path: string): string | readonly string[] {
  if (typeof value === 'string') return value;
  if (!Array.isArray(value)) refuse(path, 'a string or a list of strings', value);
  return value.map((each: unknown, index) =>
    typeof each === 'string' ? each : refuse(at(path, index), 'a string', each),
  );
}
