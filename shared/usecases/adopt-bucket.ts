import type { Arn } from '#shared/connect/arn.ts';
import { hasArticleShape } from '#shared/generate/own-statements.ts';
import { statementsOf } from '#shared/policy/edit.ts';
import type { Outcome } from '#shared/remediation/outcome.ts';
import type { Refusal } from '#shared/remediation/refusal.ts';
import { type CloseRequest, closeBucket, type RemediateWorld } from './close-bucket.ts';
import type { Drafted } from './draft.ts';

export interface AdoptRequest
  extends Pick<CloseRequest, 'deployment' | 'bucket' | 'executionId' | 'check'> {
  /** Whom the live policy exempts: the guard's own roles it keeps out. */
  readonly caller: Arn;
}

/**
 * Takes over a bucket that somebody locked by the published statement before there was a guard: that
 * statement goes, the guard's own come, everybody else's stay.
 * @throws as {@link closeBucket}
 */
export const adoptBucket = (
  world: RemediateWorld,
  { caller, ...request }: AdoptRequest,
): Promise<Outcome> =>
  closeBucket(world, {
    ...request,
    by: { kind: 'person', caller },
    status: 'ADOPTED',
    refuse: (known) => notLockedByHand(request.bucket, known),
  });

function notLockedByHand(bucket: string, { ready, now }: Drafted): readonly Refusal[] {
  const live = ready.live ? statementsOf(ready.live.source) : [];
  if (now.verdict === 'COMPLIANT') return [];
  if (live.some((statement) => hasArticleShape(statement, bucket))) return [];
  return [
    {
      code: 'NOT_LOCKED_BY_HAND',
      message: `The live policy of ${bucket} has no statement of the published shape: there is nothing to adopt.`,
      next: `Close it with \`connect-guard apply ${bucket} --yes\`.`,
    },
  ];
}
