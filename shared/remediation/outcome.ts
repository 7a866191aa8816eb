import type { CheckFinding } from '#shared/generate/check-result.ts';
import { type Refusal, refusalLine } from './refusal.ts';

export type OutcomeStatus =
  | 'REMEDIATED'
  | 'ALREADY_COMPLIANT'
  | 'REFUSED'
  | 'UNDECIDED'
  | 'ROLLED_BACK'
  | 'CONFLICT'
  | 'RESTORED'
  | 'ADOPTED'
  | 'FIGHTING'
  /** Nothing was to be written: what would be, was asked for. */
  | 'PLANNED';

/** How a remediation or restore ended: all of these end the SSM execution as a success. */
export interface Outcome {
  readonly status: OutcomeStatus;
  readonly bucket: string;
  /** In words, one line each, never empty. */
  readonly reasons: readonly string[];
  readonly refusals: readonly Refusal[];
  /** What is still open or in the way. */
  readonly findings: readonly CheckFinding[];
  /** Keys in the state bucket. */
  readonly backup?: string;
  readonly receipt?: string;
  /** Of the policy that was found, where it could be read. */
  readonly digestBefore?: string;
  readonly digestAfter?: string;
}

export const outcome = (
  status: OutcomeStatus,
  bucket: string,
  reason: string,
  more: Partial<Outcome> = {},
): Outcome => ({ status, bucket, reasons: [reason], refusals: [], findings: [], ...more });

export const refused = (
  bucket: string,
  refusals: readonly Refusal[],
  more: Partial<Outcome> = {},
): Outcome => ({
  status: 'REFUSED',
  bucket,
  reasons: refusals.map(refusalLine),
  refusals,
  findings: [],
  ...more,
});

/** What a policy means could not be decided, so nothing is written. */
export const undecided = (
  bucket: string,
  which: 'live' | 'planned',
  reasons: readonly string[],
): Outcome =>
  outcome(
    'UNDECIDED',
    bucket,
    `What the ${which} policy means could not be decided: ${reasons.join('; ') || 'no reason given'}. Nothing was written.`,
  );
