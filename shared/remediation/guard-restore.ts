import type { Arn } from '#shared/connect/arn.ts';
import type { BaselineFacts } from '#shared/generate/facts.ts';
import type { PolicyDocument } from '#shared/policy/document.ts';
import { backupName } from './backup.ts';
import { mayGovern } from './guard-live.ts';
import type { Refusal, RefusalCode } from './refusal.ts';

/** What a restore would put back, and from where. */
export interface Restored {
  readonly facts: BaselineFacts;
  /** Undefined when there was none. */
  readonly policy: PolicyDocument | undefined;
  /** The key of the backup. */
  readonly key: string;
}

/** What is wrong with the policy itself: no setting makes it another. */
const ofThePolicy: ReadonlySet<RefusalCode> = new Set([
  'FOREIGN_STATEMENT',
  'LOCKS_OUT',
  'TOO_LARGE',
  'FOREIGN_PUBLIC_STATEMENT',
  'REJECTED_BY_S3',
]);

/** Reasons not to restore, with what helps a restore. */
export const whenRestoring = (
  refusals: readonly Refusal[],
  restored: Restored,
): readonly Refusal[] =>
  refusals.map((refusal) => {
    if (ofThePolicy.has(refusal.code))
      return { ...refusal, next: byHand(restored.facts.bucket, restored.key, ableIn(restored)) };
    return refusal.code === 'CALLER_SHUT_OUT'
      ? { ...refusal, next: byTheAutomation(restored) }
      : refusal;
  });

/** The guard puts no such policy back. A person can, and then answers for it. */
export const byHand = (bucket: string, key: string, whom = 'an administrator'): string =>
  [
    `Restore another of \`connect-guard backups ${bucket}\`.`,
    `Or put it by hand, as ${whom}:`,
    `\`connect-guard backups ${bucket} ${backupName(key)} > policy.json\`, and`,
    `\`aws s3api put-bucket-policy --bucket ${bucket} --policy file://policy.json\`.`,
  ].join(' ');

const byTheAutomation = (restored: Restored): string =>
  `Without --as-me, \`connect-guard restore ${restored.facts.bucket} ${backupName(restored.key)} --yes\` has the guard do it, who gets in: you would not, all the same.`;

/** Whom that policy itself lets in, so that they can take it away again. */
function ableIn({ facts, policy }: Restored): string | undefined {
  const able: readonly Arn[] = facts.administrators
    .filter((administrator) => mayGovern(facts, policy, administrator))
    .map(({ arn }) => arn);
  return able.length === 0 ? undefined : able.join(' or ');
}
