import fc from 'fast-check';
import type { RawPolicy, RawStatement } from '#shared/policy/document.ts';

const ACCOUNT = '111122223333';
const BUCKET = 'arn:aws:s3:::amazon-connect-0123456789ab';

const listOf = (...values: readonly string[]): fc.Arbitrary<readonly string[]> =>
  fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: 3 });

const principal = fc.oneof(
  fc.constant('*' as const),
  fc.record({
    AWS: listOf('*', ACCOUNT, `arn:aws:iam::${ACCOUNT}:role/Analyst`, 'AROAEXAMPLEANALYST001'),
  }),
  fc.record({ Service: listOf('logging.s3.amazonaws.com', 'config.amazonaws.com') }),
);

const conditions = fc.dictionary(
  fc.constantFrom('StringLike', 'StringNotLike', 'StringEqualsIfExists', 'ForAnyValue:StringLike'),
  fc.dictionary(
    fc.constantFrom('aws:userid', 's3:prefix', 'aws:PrincipalTag/team'),
    listOf('AROAEXAMPLEANALYST001:*', 'connect/*', '*', 'sales'),
    { minKeys: 1, maxKeys: 2, noNullPrototype: true },
  ),
  { maxKeys: 2, noNullPrototype: true },
);

const statement: fc.Arbitrary<RawStatement> = fc
  .tuple(
    fc.record({
      Effect: fc.constantFrom('Allow' as const, 'Deny' as const),
      Principal: principal,
      Condition: conditions,
    }),
    fc.boolean(),
    listOf('s3:GetObject', 's3:Get*', 's3:PutObject', '*'),
    fc.boolean(),
    listOf(BUCKET, `${BUCKET}/*`, `${BUCKET}/connect/*`),
  )
  .map(([rest, notAction, action, notResource, resource]) => ({
    ...rest,
    [notAction ? 'NotAction' : 'Action']: action,
    [notResource ? 'NotResource' : 'Resource']: resource,
  }));

/** Bucket policies over a small universe; every list is a list, every element present. */
export const arbitraryPolicy: fc.Arbitrary<RawPolicy & { Statement: readonly RawStatement[] }> =
  fc.record({
    Version: fc.constantFrom('2012-10-17', '2008-10-17'),
    Statement: fc
      .array(statement, { minLength: 1, maxLength: 4 })
      .map((statements) =>
        statements.map((each, index) => (index % 2 ? { ...each, Sid: `Sid${index}` } : each)),
      ),
  });

/** Another spelling of the same policy: order, string or list, case, account id or root ARN. */
export function respell(
  policy: unknown,
  choose: () => boolean,
  path: readonly string[] = [],
): unknown {
  const key = path.at(-1) ?? '';
  if (Array.isArray(policy)) {
    const items = policy.map((item) => respell(item, choose, path));
    const shuffled = choose() ? items.toReversed() : items;
    return shuffled.length === 1 && choose() ? shuffled[0] : shuffled;
  }
  if (typeof policy === 'object' && policy !== null) {
    const members = Object.entries(policy).flatMap(([name, value]) => {
      if (name === 'Version' && value === '2008-10-17' && choose()) return [];
      if (name === 'Condition' && Object.keys(value).length === 0 && choose()) return [];
      const isConditionKey = path.length === 2 && path[0] === 'Condition';
      const spelled = isConditionKey && choose() ? name.toUpperCase() : name;
      const deeper = name === 'Condition' || path[0] === 'Condition' ? [...path, name] : [name];
      return [[spelled, respell(value, choose, deeper)] as const];
    });
    return Object.fromEntries(choose() ? members.toReversed() : members);
  }
  if (typeof policy !== 'string') return policy;
  if ((key === 'Action' || key === 'NotAction') && choose()) return policy.toUpperCase();
  if (key === 'AWS' && policy === ACCOUNT && choose()) return `arn:aws:iam::${ACCOUNT}:root`;
  return policy;
}
