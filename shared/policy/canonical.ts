import { createHash } from 'node:crypto';
import type {
  Condition,
  PatternElement,
  PolicyDocument,
  PrincipalElement,
  Statement,
} from './document.ts';
import { operatorNamed } from './operators.ts';
import { parsePolicy } from './parse.ts';

/** A policy in the one form that all its spellings share. Plain JSON, lists sorted. */
export interface CanonicalPolicy {
  readonly version: PolicyDocument['version'];
  readonly id: string | null;
  readonly statements: readonly CanonicalStatement[];
}

/** Element name to sorted values; `conditions` as `[operator, key, values]`. */
export type CanonicalStatement = Readonly<Record<string, unknown>>;

/**
 * Brings a policy into the one form that all its spellings share. String or one-element list, the
 * order of lists, members and statements, the case of action names, condition keys and booleans,
 * an absent `Version` or `Condition`, an account id or its root ARN: none of them count. `"*"` and
 * `{"AWS": "*"}` stay different, and so do Sids, by which statements are recognised.
 */
export function canonicalize(document: PolicyDocument): CanonicalPolicy {
  const partition = partitionOf(document);
  const statements = document.statements.map((each) => statement(each, partition));
  const byText = new Map(statements.map((each) => [JSON.stringify(each), each]));
  return {
    version: document.version,
    id: document.id ?? null,
    statements: [...byText].toSorted(byFirst).map(([, each]) => each),
  };
}

/**
 * SHA-256 of the canonical form, in hex: equal for all spellings of one policy.
 * @throws PolicySyntaxError when given text that is not a policy.
 */
export function policyDigest(policy: string | PolicyDocument): string {
  const document = typeof policy === 'string' ? parsePolicy(policy) : policy;
  return createHash('sha256')
    .update(JSON.stringify(canonicalize(document)))
    .digest('hex');
}

function statement(each: Statement, partition: string | undefined): CanonicalStatement {
  const { sid, effect, principal, action, resource, conditions } = each;
  return {
    sid: sid ?? null,
    effect,
    ...(principal && named('principal', principal, principals(principal, partition))),
    ...named('action', action, sorted(action.patterns.map((name) => name.toLowerCase()))),
    ...(resource && named('resource', resource, sorted(resource.patterns))),
    conditions: conditions
      .map(condition)
      .toSorted((a, b) => compare(JSON.stringify(a), JSON.stringify(b))),
  };
}

const named = (
  name: string,
  { negated }: PatternElement | PrincipalElement,
  value: unknown,
): CanonicalStatement => ({ [negated ? `not-${name}` : name]: value });

function principals(element: PrincipalElement, partition: string | undefined): unknown {
  if (element.everyone) return '*';
  const { aws, service, federated, canonicalUser } = element;
  return {
    aws: sorted(aws.map((entry) => accountOfRoot(entry, partition))),
    service: sorted(service),
    federated: sorted(federated),
    canonicalUser: sorted(canonicalUser),
  };
}

/** The account id of a root ARN of the policy's own partition; every other entry as it is. */
function accountOfRoot(entry: string, partition: string | undefined): string {
  const [, of, account] = /^arn:([^:]+):iam::(\d{12}):root$/.exec(entry) ?? [];
  return account !== undefined && (partition ?? of) === of ? account : entry;
}

/** The partition of the policy's resources; undefined when they name none or several. */
function partitionOf({ statements }: PolicyDocument): string | undefined {
  const resources = statements.flatMap(({ resource }) => resource?.patterns ?? []);
  const partitions = new Set(resources.flatMap((arn) => /^arn:([^:*?$]+):/.exec(arn)?.[1] ?? []));
  const [first, second] = partitions;
  return second === undefined ? first : undefined;
}

function condition({ operator, set, ifExists, key, values }: Condition): readonly unknown[] {
  const family = operatorNamed(operator)?.family;
  const spelled = family === 'bool' || family === 'null';
  return [
    `${set ? `${set}:` : ''}${operator}${ifExists ? 'IfExists' : ''}`,
    key.toLowerCase(),
    sorted(spelled ? values.map((value) => value.toLowerCase()) : values),
  ];
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const byFirst = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number =>
  compare(a, b);

const sorted = (values: readonly string[]): readonly string[] => [...new Set(values)].toSorted();
