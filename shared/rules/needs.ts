/** What kind of resource the actions of a need are asked of. */
export type NeedResource = 'bucket' | 'principal' | 'any' | 'state-object';

interface Reading {
  readonly actions: readonly string[];
  readonly resource: NeedResource;
  /** Keys in the state bucket, when that is what is read. */
  readonly keys?: readonly string[];
}

/**
 * What a rule may say that it needs, and the reads behind it: an evaluator is granted the sum of
 * its rules' needs and no more.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
 */
export const needs = {
  inventory: { actions: ['s3:GetObject'], resource: 'state-object', keys: ['inventory.json'] },
  settings: { actions: ['s3:GetObject'], resource: 'state-object', keys: ['settings.json'] },
  'bucket-policy': { actions: ['s3:GetBucketPolicy'], resource: 'bucket' },
  principals: { actions: ['iam:GetRole', 'iam:GetUser'], resource: 'principal' },
  'permission-set-roles': { actions: ['iam:ListRoles'], resource: 'any' },
} as const satisfies Readonly<Record<string, Reading>>;

export type Need = keyof typeof needs;

/** The needs of several rules, each once, in the order of {@link needs}. */
export function readingsOf(
  rules: readonly { readonly needs: readonly Need[] }[],
): readonly Reading[] {
  const wanted = new Set(rules.flatMap((rule) => rule.needs));
  return Object.entries(needs).flatMap(([name, reading]) =>
    [...wanted].some((need) => need === name) ? [reading] : [],
  );
}
