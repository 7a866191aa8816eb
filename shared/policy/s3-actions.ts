import { S3_ACTION_LIST } from './s3-action-list.ts';

/** What an S3 action works on: a bucket, an object, or something else (the account, a job …). */
export type S3ActionScope = 'bucket' | 'object' | 'other';

/** Every S3 action by its lower-case full name, `s3:getobject`. */
const SCOPES = new Map<string, S3ActionScope>(
  (['bucket', 'object', 'other'] as const).flatMap((scope) =>
    S3_ACTION_LIST[scope].map((name) => [`s3:${name.toLowerCase()}`, scope] as const),
  ),
);

/** Every S3 action in AWS's spelling, `s3:GetObject`. */
export const s3Actions = (scope: S3ActionScope): readonly string[] =>
  S3_ACTION_LIST[scope].map((name) => `s3:${name}`);

/**
 * What an action (without regard to case) works on; undefined when the list does not know it,
 * which is no reason to ignore it.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
 */
export const s3ActionScope = (action: string): S3ActionScope | undefined =>
  SCOPES.get(action.toLowerCase());
