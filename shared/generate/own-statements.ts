import type { RawPrincipal, RawStatement } from '#shared/policy/document.ts';
import { sidPrefix } from './bucket-policy.ts';

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);

const isEveryone = (principal: RawPrincipal | undefined): boolean =>
  principal === '*' ||
  (typeof principal === 'object' &&
    Object.keys(principal).join() === 'AWS' &&
    list(principal.AWS).join() === '*');

const articleElements = 'Action,Condition,Effect,Principal,Resource';

/** The published statement: no Sid, Deny to all of all on the bucket and its objects but for a list of ids. */
export function hasArticleShape(statement: RawStatement, bucket: string): boolean {
  const { Effect, Principal, Action, Resource, Condition = {} } = statement;
  const [bucketArn, objectsArn, ...rest] = list(Resource).map(String).toSorted();
  const [operator, ...otherOperators] = Object.entries(Condition);
  const [key, ...otherKeys] = Object.entries(operator?.[1] ?? {});
  return (
    Object.keys(statement).toSorted().join() === articleElements &&
    Effect === 'Deny' &&
    isEveryone(Principal) &&
    list(Action).join().toLowerCase() === 's3:*' &&
    rest.length === 0 &&
    /^arn:[^:]+:s3:::/.test(bucketArn ?? '') &&
    bucketArn?.split(':').at(-1) === bucket &&
    objectsArn === `${bucketArn}/*` &&
    operator?.[0].toLowerCase() === 'stringnotlike' &&
    otherOperators.length === 0 &&
    key?.[0].toLowerCase() === 'aws:userid' &&
    otherKeys.length === 0
  );
}

/**
 * Whether the guard may change a statement of the bucket's policy: those with our Sids, and the
 * published one that it takes over. All others are the customer's.
 */
export const isOurs = (statement: RawStatement, bucket: string): boolean =>
  statement.Sid?.startsWith(sidPrefix) === true || hasArticleShape(statement, bucket);
