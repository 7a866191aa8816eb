/** One call that reached the embedded AWS. */
export interface LedgerEntry {
  readonly at: Date;
  readonly principal: string;
  readonly service: string;
  readonly operation: string;
  /** Each IAM action and resource that was asked of the policies, and what they said. */
  readonly checks: readonly {
    readonly action: string;
    readonly resource: string;
    readonly decision: 'Allow' | 'ExplicitDeny' | 'ImplicitDeny';
  }[];
  /** The error code answered, absent on success. */
  readonly error?: string;
}

export class Ledger {
  readonly entries: LedgerEntry[] = [];

  record(entry: LedgerEntry): void {
    this.entries.push(entry);
  }
}
