import type { PolicyDocument } from '#shared/policy/document.ts';
import type { Principal } from '#shared/policy/request.ts';
import type { BaselineFacts } from './facts.ts';

/** One request that gets through, or one that is needed and does not. */
export interface CheckFinding {
  readonly question: 'exposure' | 'grant' | 'lockout' | 'plaintext';
  readonly principal: Principal;
  readonly action: string;
  readonly resource: string;
  readonly context: Readonly<Record<string, readonly string[]>>;
  /** Why each statement of the policy did not help, or which one stands in the way. */
  readonly statements: readonly {
    readonly index: number;
    readonly sid?: string;
    readonly why: string;
  }[];
  /** The index of the statement that lets it through, came nearest to stopping it, or denies it. */
  readonly nearest?: number;
  /** One sentence. */
  readonly because: string;
}

/** How a bucket policy stands to the baseline, over all requests. */
export interface CheckResult {
  readonly verdict: 'COMPLIANT' | 'NON_COMPLIANT' | 'UNDECIDED';
  readonly findings: readonly CheckFinding[];
  readonly undecided: readonly string[];
  readonly steps: number;
}

/** `policy` is undefined for a bucket without one. */
export type CheckBucketPolicy = (
  facts: BaselineFacts,
  policy: PolicyDocument | undefined,
) => CheckResult;
