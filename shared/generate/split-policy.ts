import type { RawPolicy, RawStatement } from '#shared/policy/document.ts';

/**
 * IAM takes a managed policy of at most so many characters; white space is not counted.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
export const maximumManagedPolicyCharacters = 6144;

/** As many managed policies can be attached to a role or user without asking for more. */
export const maximumAttachedPolicies = 10;

const policyOf = (Statement: readonly RawStatement[]): RawPolicy => ({
  Version: '2012-10-17',
  Statement,
});

const size = (statements: readonly RawStatement[]): number =>
  JSON.stringify(policyOf(statements)).length;

const listOf = (value: string | readonly string[] | undefined): readonly string[] =>
  typeof value === 'string' ? [value] : (value ?? []);

const numbered = (statement: RawStatement, number: number): RawStatement =>
  statement.Sid === undefined || number === 1
    ? statement
    : { ...statement, Sid: `${statement.Sid}${number}` };

/** Halves the resources of an Allow until each part fits: together the parts allow the same. */
function fitting(statement: RawStatement, limit: number): readonly RawStatement[] {
  const parts = (resources: readonly string[]): readonly (readonly string[])[] => {
    // The number that its Sid may get takes room too.
    const fits = size([numbered({ ...statement, Resource: resources }, 9999)]) <= limit;
    if (fits) return [resources];
    if (resources.length < 2) {
      throw new RangeError(
        `statement ${statement.Sid ?? ''} does not fit into ${limit} characters and cannot be split`,
      );
    }
    const half = Math.ceil(resources.length / 2);
    return [...parts(resources.slice(0, half)), ...parts(resources.slice(half))];
  };
  if (size([statement]) <= limit) return [statement];
  return parts(listOf(statement.Resource)).map((Resource, index) =>
    numbered({ ...statement, Resource }, index + 1),
  );
}

/**
 * The statements as as few documents as their order allows, which attached together mean what one
 * document of all would. Statements of Effect Allow only.
 * @throws RangeError when one resource of a statement alone is too long, or an Allow is a Deny.
 */
export function splitPolicy(
  statements: readonly RawStatement[],
  limit: number = maximumManagedPolicyCharacters,
): readonly RawPolicy[] {
  if (statements.some(({ Effect }) => Effect !== 'Allow')) {
    throw new RangeError('only statements of Effect Allow can be split');
  }
  const documents: RawStatement[][] = [];
  for (const statement of statements.flatMap((each) => fitting(each, limit))) {
    const last = documents.at(-1);
    if (last && size([...last, statement]) <= limit) last.push(statement);
    else documents.push([statement]);
  }
  return documents.map(policyOf);
}
