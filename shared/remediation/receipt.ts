import type { Place } from '#shared/connect/deployment.ts';
import type { OutcomeStatus } from './outcome.ts';
import type { Plan } from './plan.ts';

/** What was done to a bucket, kept beside the backup. */
export interface Receipt {
  readonly version: 1;
  readonly status: OutcomeStatus;
  readonly bucket: string;
  readonly account: string;
  readonly region: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly executionId: string;
  /** The key of the backup in the state bucket. */
  readonly backup: string;
  readonly digestBefore: string;
  readonly digestAfter: string;
  readonly reason: string;
}

export const receiptKey = ({ bucket, at, digestAfter }: Receipt): string =>
  `receipts/${bucket}/${at.replaceAll(':', '-')}-${digestAfter.slice(0, 12)}.json`;

export interface Done {
  readonly status: OutcomeStatus;
  readonly reason: string;
  readonly backup: string;
  readonly executionId: string;
  readonly at: Date;
}

export const receiptOf = (plan: Plan, place: Place, done: Done): Receipt => ({
  version: 1,
  status: done.status,
  bucket: plan.bucket,
  account: place.account,
  region: place.region,
  at: done.at.toISOString(),
  executionId: done.executionId,
  backup: done.backup,
  digestBefore: plan.digestBefore,
  digestAfter: plan.digestAfter,
  reason: done.reason,
});
