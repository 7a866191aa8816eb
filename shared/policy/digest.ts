import { createHash } from 'node:crypto';
import { policyDigest } from './canonical.ts';
import { PolicySyntaxError } from './errors.ts';

/** The digest of a bucket that has no policy. */
export const noPolicyDigest = 'none';

/** Equal for all spellings of one policy; `null` is no policy. @throws PolicySyntaxError */
export const digestOf = (policy: string | null): string =>
  policy === null ? noPolicyDigest : policyDigest(policy);

/**
 * The digest of a policy that may be beyond our parser, as S3 accepted it from somebody else: then
 * of its bytes.
 */
export function keptDigest(policy: string | null): string {
  try {
    return digestOf(policy);
  } catch (error) {
    if (!(error instanceof PolicySyntaxError)) throw error;
    return createHash('sha256').update(`text ${policy}`).digest('hex');
  }
}

/** Enough of a digest for names: what keys of backups and receipts end with. */
export const shortDigest = (digest: string): string => digest.slice(0, 12);
