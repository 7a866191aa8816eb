import type { CheckFinding } from '#shared/generate/check-result.ts';
import type { Need } from './needs.ts';

/** INDETERMINATE is told to AWS Config as NON_COMPLIANT, "Cannot tell: …", and never remediated. */
export type Verdict = 'COMPLIANT' | 'NON_COMPLIANT' | 'NOT_APPLICABLE' | 'INDETERMINATE';

export interface Judgement {
  readonly verdict: Verdict;
  /** The reason, most telling first: it is cut at 256 characters on its way to AWS Config. */
  readonly because: string;
  readonly findings?: readonly CheckFinding[];
  /** Of the bucket policy that was judged, when it is one that is judged. */
  readonly policyDigest?: string;
}

/** What a rule judges: the folder that its file lies in, and the evaluator that runs it. */
export type RuleKind = 'bucket' | 'instance' | 'key' | 'stream' | 'administrator';

export type Severity = 'critical' | 'high' | 'medium' | 'low';

/** Facts with the verdict that they must get: shown in the documentation and run by the tests. */
export interface Example<Facts> {
  readonly facts: Facts;
  /** A part of the reason. */
  readonly because: string;
}

/** One rule, one file, and the file's name is its id. */
export interface Rule<Facts> {
  readonly id: string;
  readonly kind: RuleKind;
  readonly title: string;
  readonly severity: Severity;
  /** In AWS Config's words. */
  readonly resourceTypes: readonly string[];
  /** What is read for it: the evaluator's permissions follow from this. */
  readonly needs: readonly Need[];
  /** The AWS pages that it rests on. */
  readonly sources: readonly string[];
  /** What a person does about it. */
  readonly remediation: string;
  /** Whether the guard can put it right by itself. */
  readonly remediable: boolean;
  evaluate(facts: Facts): Judgement;
  readonly examples: {
    readonly compliant: Example<Facts>;
    readonly nonCompliant: Example<Facts>;
    readonly notApplicable: Example<Facts>;
    readonly unreadable: Example<Facts>;
  };
}

/** What every rule says of itself, whatever it is told. */
export type AnyRule = Omit<Rule<never>, 'evaluate' | 'examples'>;
