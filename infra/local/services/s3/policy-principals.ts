import { createHash } from 'node:crypto';
import type { RawPolicy, RawPrincipal, RawStatement } from '#shared/policy/document.ts';

/** What IAM says of principals by name and by unique id. */
export interface Identities {
  /** The unique id of the role or user of this ARN as it is now. */
  idOf(arn: string): string | undefined;
  /** The ARN of the role or user with this unique id, while it exists. */
  arnOf(id: string): string | undefined;
}

const principalArn = /^arn:[^:]+:iam::\d{12}:(role|user)\//;
const accountId = /^\d{12}$/;

/**
 * The form in which S3 keeps a policy: each role and user by unique id (here beside its ARN), so
 * that one who is deleted and made again under the same name is somebody else.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-roles
 */
export const storedForm = (policy: RawPolicy, identities: Identities): string =>
  JSON.stringify(
    mapPrincipals(policy, (name) => {
      const arn = principalArn.test(name) ? name : identities.arnOf(name);
      const id = arn && identities.idOf(arn);
      return id ? `${id} ${arn}` : name;
    }),
  );

/**
 * The form in which `GetBucketPolicy` answers: compact; a role or user by ARN while it exists and
 * by its bare id afterwards; an account id as its root's ARN; principals in an order of S3's
 * own; a list of one as its only member.
 */
export function readForm(
  stored: string,
  partition: string,
  identities: Pick<Identities, 'idOf'>,
): string {
  const policy = mapPrincipals(JSON.parse(stored), (name) => {
    const [id = '', arn] = name.split(' ');
    if (arn !== undefined && principalArn.test(arn)) return identities.idOf(arn) === id ? arn : id;
    return accountId.test(name) ? `arn:${partition}:iam::${name}:root` : name;
  });
  return JSON.stringify(policy, (key, value) =>
    Array.isArray(value) && value.length === 1 && key !== 'Statement' ? value[0] : value,
  );
}

function mapPrincipals(policy: RawPolicy, rename: (name: string) => string): RawPolicy {
  const inStatement = (statement: RawStatement): RawStatement => ({
    ...statement,
    ...(statement.Principal && { Principal: renamed(statement.Principal, rename) }),
    ...(statement.NotPrincipal && { NotPrincipal: renamed(statement.NotPrincipal, rename) }),
  });
  const statements = policy.Statement;
  return {
    ...policy,
    Statement: isList(statements) ? statements.map(inStatement) : [inStatement(statements)],
  };
}

function renamed(principal: RawPrincipal, rename: (name: string) => string): RawPrincipal {
  if (typeof principal === 'string') return principal;
  const { AWS } = principal;
  if (AWS === undefined) return principal;
  const names = (isList(AWS) ? AWS : [AWS]).map(rename);
  return { ...principal, AWS: names.sort((a, b) => (rank(a) < rank(b) ? -1 : 1)) };
}

const isList = <T>(value: T | readonly T[]): value is readonly T[] => Array.isArray(value);

/** A stable order that is nobody's: readers must not rely on the one they wrote. */
const rank = (name: string): string => createHash('sha256').update(name).digest('hex');
