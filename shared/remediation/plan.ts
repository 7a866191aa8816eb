import { baselineStatements, generateBucketPolicy } from '#shared/generate/bucket-policy.ts';
import type { BaselineFacts } from '#shared/generate/facts.ts';
import { isOurs } from '#shared/generate/own-statements.ts';
import { digestOf } from '#shared/policy/digest.ts';
import type { PolicyDocument } from '#shared/policy/document.ts';
import { replaceStatements, statementsOf } from '#shared/policy/edit.ts';

/** What is to become of a bucket's policy. */
export interface Plan {
  readonly bucket: string;
  /** Byte for byte; `null` when there is none. */
  readonly before: string | null;
  /** `null` deletes it. */
  readonly after: string | null;
  readonly digestBefore: string;
  readonly digestAfter: string;
  /** Of `after`, in UTF-8: S3 takes 20 KB. */
  readonly bytes: number;
  /** The statements of ours that go, by their position in `before`. */
  readonly removed: readonly number[];
}

/**
 * `merge` changes statements that are ours and no other; `replace` swaps the whole policy.
 * Planning what is already planned changes nothing.
 * @throws MergeRefusedError when somebody else's statement cannot stay beside ours.
 */
export function planBucketPolicy(
  facts: BaselineFacts,
  live: PolicyDocument | undefined,
  before: string | null,
  handling: 'merge' | 'replace',
): Plan {
  const ours = (statement: Parameters<typeof isOurs>[0]) => isOurs(statement, facts.bucket);
  const after =
    handling === 'replace'
      ? generateBucketPolicy(facts)
      : replaceStatements(live?.source, ours, baselineStatements(facts));
  const removed = live ? statementsOf(live.source) : [];
  return planOf(
    facts.bucket,
    before,
    JSON.stringify(after),
    removed.flatMap((statement, index) => (ours(statement) ? [index] : [])),
  );
}

/** From what is there to what is wanted. @throws PolicySyntaxError when either is not a policy. */
export function planOf(
  bucket: string,
  before: string | null,
  after: string | null,
  removed: readonly number[] = [],
): Plan {
  return {
    bucket,
    before,
    after,
    digestBefore: digestOf(before),
    digestAfter: digestOf(after),
    bytes: Buffer.byteLength(after ?? ''),
    removed,
  };
}

/** Whether it would change what the policy says. */
export const changesPolicy = ({ digestBefore, digestAfter }: Plan): boolean =>
  digestBefore !== digestAfter;
