import type { PrincipalElement } from './document.ts';
import { childPath, type JsonPath, PolicySyntaxError } from './errors.ts';
import { isObject, only, stringList } from './parse-values.ts';

const ACCOUNT = /^\d{12}$/;
const UNIQUE_ID = /^A[A-Z0-9]{14,127}$/;
const PRINCIPAL_ARN = /^arn:[a-z][a-z-]*:(iam|sts)::[^:*?]+:[^*?]+$/;

/**
 * `Principal` or `NotPrincipal`.
 * @throws PolicySyntaxError also for wildcards inside a principal, which the language has not.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
export function parsePrincipal(value: unknown, path: JsonPath, negated: boolean): PrincipalElement {
  const none = { aws: [], service: [], federated: [], canonicalUser: [] };
  if (value === '*') return { negated, everyone: true, ...none };
  if (!isObject(value)) {
    throw new PolicySyntaxError(path, 'must be "*" or an object such as {"AWS": "arn:…"}');
  }
  only(value, path, ['AWS', 'Service', 'Federated', 'CanonicalUser']);
  if (Object.keys(value).length === 0) throw new PolicySyntaxError(path, 'must not be empty');
  const list = (type: string): readonly string[] =>
    value[type] === undefined ? [] : stringList(value[type], childPath(path, type));
  const aws = list('AWS');
  for (const principal of aws) {
    if (principal === '*' || ACCOUNT.test(principal) || UNIQUE_ID.test(principal)) continue;
    if (!PRINCIPAL_ARN.test(principal)) {
      throw new PolicySyntaxError(
        childPath(path, 'AWS'),
        `"${principal}" is not an account, a unique id, "*" or the ARN of one principal`,
      );
    }
  }
  return {
    negated,
    everyone: false,
    aws,
    service: list('Service'),
    federated: list('Federated'),
    canonicalUser: list('CanonicalUser'),
  };
}
