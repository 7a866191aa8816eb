import type { StatementReference } from '#shared/policy/request.ts';
import type { FaultKind } from './faults.ts';

/** One question that was put to the policies. */
export interface LedgerCheck {
  readonly action: string;
  readonly resource: string;
  readonly decision: 'Allow' | 'ExplicitDeny' | 'ImplicitDeny';
  /** The statements that caused the decision. */
  readonly statements?: readonly StatementReference[];
}

/** One call that reached the embedded AWS, refused and unknown ones included. */
export interface LedgerEntry {
  readonly at: Date;
  /** The ARN of the role, user or root, a service's name, `anonymous`, or `unknown`. */
  readonly principal: string;
  readonly service: string;
  readonly operation: string;
  /** Each IAM action and resource that was asked of the policies, and what they said. */
  readonly checks: readonly LedgerCheck[];
  /** The error code answered, absent on success. */
  readonly error?: string;
  readonly account?: string;
  readonly region?: string;
  readonly requestId?: string;
  /** A service called from inside, not a client over HTTP. */
  readonly internal?: true;
  /** The injected fault that befell it. */
  readonly fault?: FaultKind;
}

export class Ledger {
  readonly entries: LedgerEntry[] = [];

  record(entry: LedgerEntry): void {
    this.entries.push(entry);
  }

  /** The newest call of an operation: AWS's own services call in the background. */
  last(operation: string): LedgerEntry | undefined {
    return this.entries.findLast((entry) => entry.operation === operation);
  }
}
