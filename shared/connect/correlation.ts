import { shortDigest } from '#shared/policy/digest.ts';

/**
 * One change of a bucket's policy, followed through everything that comes of it: which bucket, and
 * what its policy had become. AWS Config hands a remediation the id of the resource and nothing of
 * the evaluation, so this is worked out by each from what it read: no call, no permission. Whoever
 * finds another policy works on another change.
 * @param digest of the policy that was found
 * @see https://docs.aws.amazon.com/config/latest/APIReference/API_RemediationParameterValue.html
 */
export const correlationId = (bucket: string, digest: string): string =>
  `${bucket}/${shortDigest(digest)}`;

/** What the log says of a backup that was kept, if one was: its key, and the change of the policy. */
export function changeKept(kept: string | undefined) {
  const [, bucket, digest] = /^backups\/([^/]+)\/.*-([0-9a-z]+)\.json$/.exec(kept ?? '') ?? [];
  return bucket && digest ? { kept, correlationId: correlationId(bucket, digest) } : {};
}
