import type {
  Condition,
  PatternElement,
  PolicyDocument,
  PrincipalElement,
  RawPolicy,
  Statement,
} from './document.ts';
import { childPath, type JsonPath, JsonSyntaxError, PolicySyntaxError } from './errors.ts';
import { parseJson } from './json.ts';
import { parseConditions } from './parse-conditions.ts';
import { parsePrincipal } from './parse-principal.ts';
import { isObject, type JsonObject, only, stringList } from './parse-values.ts';

/**
 * Where a policy is attached: a resource (bucket, key, function …) needs `Principal`, an identity
 * refuses it, a role trust policy needs `Principal` and refuses `Resource`.
 */
export type PolicyKind = 'resource' | 'identity' | 'trust';

/** No AWS policy is longer; bounds the work that hostile text can cause. */
const MAX_CHARACTERS = 256 * 1024;

/**
 * Reads a policy strictly: nothing is guessed, nothing is dropped.
 * @throws PolicySyntaxError with the path of the first fault.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export function parsePolicy(text: string, kind?: PolicyKind): PolicyDocument {
  let raw: unknown;
  try {
    raw = parseJson(text, { characters: MAX_CHARACTERS });
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    throw new PolicySyntaxError(error.path, error.problem);
  }
  return document(raw, kind);
}

/**
 * Checks a policy that is already an object, as strictly as {@link parsePolicy}.
 * @throws PolicySyntaxError with the path of the first fault.
 */
export const fromRaw = (raw: RawPolicy, kind?: PolicyKind): PolicyDocument => document(raw, kind);

function document(raw: unknown, kind: PolicyKind | undefined): PolicyDocument {
  if (!isRawPolicy(raw)) throw new PolicySyntaxError('$', 'a policy must be a JSON object');
  only(raw, '$', ['Version', 'Id', 'Statement']);
  const { Version, Id, Statement } = raw;
  if (Version !== undefined && Version !== '2012-10-17' && Version !== '2008-10-17') {
    throw new PolicySyntaxError('Version', 'must be "2012-10-17" or "2008-10-17"');
  }
  if (Id !== undefined && typeof Id !== 'string') {
    throw new PolicySyntaxError('Id', 'must be a string');
  }
  if (Statement === undefined) throw new PolicySyntaxError('Statement', 'is missing');
  const listed: unknown = Statement;
  const statements = Array.isArray(listed)
    ? listed.map((each, index) => statement(each, childPath('Statement', index), index, kind))
    : [statement(listed, 'Statement', 0, kind)];
  if (statements.length === 0) throw new PolicySyntaxError('Statement', 'must not be empty');
  if (kind === 'identity' || kind === 'trust') refuseSharedSids(statements);
  return {
    version: Version ?? '2008-10-17',
    ...(Id === undefined ? {} : { id: Id }),
    statements,
    source: raw,
  };
}

/** Only that it is an object is known here; every member is checked before it is used. */
const isRawPolicy = (raw: unknown): raw is RawPolicy & JsonObject => isObject(raw);

/** IAM wants every Sid once; of the policies of resources that is not said. */
function refuseSharedSids(statements: readonly Statement[]): void {
  const seen = new Set<string>();
  for (const { sid, index } of statements) {
    if (!sid) continue;
    if (seen.has(sid)) {
      throw new PolicySyntaxError(`Statement[${index}].Sid`, `"${sid}" is used twice`);
    }
    seen.add(sid);
  }
}

const ELEMENTS = [
  ...['Sid', 'Effect', 'Principal', 'NotPrincipal', 'Action', 'NotAction'],
  ...['Resource', 'NotResource', 'Condition'],
];

function statement(
  raw: unknown,
  path: JsonPath,
  index: number,
  kind: PolicyKind | undefined,
): Statement {
  if (!isObject(raw)) throw new PolicySyntaxError(path, 'a statement must be a JSON object');
  only(raw, path, ELEMENTS);
  const { Sid, Effect } = raw;
  if (Sid !== undefined && typeof Sid !== 'string') {
    throw new PolicySyntaxError(childPath(path, 'Sid'), 'must be a string');
  }
  if (Effect !== 'Allow' && Effect !== 'Deny') {
    const problem = Effect === undefined ? 'is missing' : 'must be "Allow" or "Deny"';
    throw new PolicySyntaxError(childPath(path, 'Effect'), problem);
  }
  const principal = principalElement(raw, path, kind);
  const resource = resourceElement(raw, path, kind, principal !== undefined);
  return {
    index,
    ...(Sid === undefined ? {} : { sid: Sid }),
    effect: Effect,
    ...(principal ? { principal } : {}),
    action: actionElement(raw, path),
    ...(resource ? { resource } : {}),
    conditions: conditions(raw, path),
  };
}

/** The one of `Name` and `NotName` that is there. */
function oneOf(raw: JsonObject, path: JsonPath, name: string): string | undefined {
  const negated = `Not${name}`;
  if (raw[name] !== undefined && raw[negated] !== undefined) {
    throw new PolicySyntaxError(childPath(path, negated), `stands beside ${name}`);
  }
  return raw[name] !== undefined ? name : raw[negated] !== undefined ? negated : undefined;
}

function principalElement(
  raw: JsonObject,
  path: JsonPath,
  kind: PolicyKind | undefined,
): PrincipalElement | undefined {
  const name = oneOf(raw, path, 'Principal');
  if (name === undefined) {
    if (kind === 'resource' || kind === 'trust') {
      throw new PolicySyntaxError(childPath(path, 'Principal'), 'is missing');
    }
    return undefined;
  }
  const at = childPath(path, name);
  if (kind === 'identity') throw new PolicySyntaxError(at, 'has no place in an identity policy');
  return parsePrincipal(raw[name], at, name === 'NotPrincipal');
}

function actionElement(raw: JsonObject, path: JsonPath): PatternElement {
  const name = oneOf(raw, path, 'Action');
  if (name === undefined) throw new PolicySyntaxError(childPath(path, 'Action'), 'is missing');
  const at = childPath(path, name);
  const patterns = stringList(raw[name], at);
  for (const pattern of patterns) {
    if (!/^(\*|[\w*?-]+:[\w*?]+)$/.test(pattern)) {
      throw new PolicySyntaxError(at, `"${pattern}" is not of the form service:Action`);
    }
  }
  return { negated: name === 'NotAction', patterns };
}

function resourceElement(
  raw: JsonObject,
  path: JsonPath,
  kind: PolicyKind | undefined,
  hasPrincipal: boolean,
): PatternElement | undefined {
  const name = oneOf(raw, path, 'Resource');
  if (name === undefined) {
    if (kind === 'trust' || (kind === undefined && hasPrincipal)) return undefined;
    throw new PolicySyntaxError(childPath(path, 'Resource'), 'is missing');
  }
  const at = childPath(path, name);
  if (kind === 'trust') throw new PolicySyntaxError(at, 'has no place in a role trust policy');
  const patterns = stringList(raw[name], at);
  for (const pattern of patterns) {
    if (!pattern.startsWith('*') && !pattern.startsWith('arn:')) {
      throw new PolicySyntaxError(at, `"${pattern}" is neither "*" nor an ARN`);
    }
  }
  return { negated: name === 'NotResource', patterns };
}

function conditions(raw: JsonObject, path: JsonPath): readonly Condition[] {
  return raw.Condition === undefined
    ? []
    : parseConditions(raw.Condition, childPath(path, 'Condition'));
}
