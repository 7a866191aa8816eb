import type { Outcome } from '#shared/remediation/outcome.ts';
import { byAutomation, type RunBy } from '#shared/remediation/run-by.ts';
import { type CloseRequest, closeBucket, type RemediateWorld } from './close-bucket.ts';

export type { RemediateWorld };

export interface RemediateRequest
  extends Pick<CloseRequest, 'deployment' | 'bucket' | 'executionId' | 'check'> {
  /** By default the guard itself. */
  readonly by?: RunBy;
}

/**
 * Closes a bucket to everyone whom the settings do not name. By itself the guard lets in nobody
 * who is new there.
 * @throws as {@link closeBucket}
 */
export const remediateBucketPolicy = (
  world: RemediateWorld,
  { by = byAutomation, ...request }: RemediateRequest,
): Promise<Outcome> => closeBucket(world, { ...request, by, status: 'REMEDIATED' });
