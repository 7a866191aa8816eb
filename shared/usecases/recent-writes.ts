import type { StatePort } from '#shared/ports.ts';
import { type Receipt, timeOfKey } from '#shared/remediation/receipt.ts';
import { Retryable } from './errors.ts';
import { readReceipt } from './receipts.ts';

/** A policy that the guard wrote, and that stayed. */
export interface RecentWrite {
  /** Of the receipt, without `receipts/`. */
  readonly name: string;
  readonly receipt: Receipt;
}

const prefix = 'receipts/';

/** The others left the policy as it was, or to somebody else. */
const stayed: readonly Receipt['status'][] = ['REMEDIATED', 'RESTORED', 'ADOPTED'];

/** @throws Retryable when the receipts cannot be listed. */
export async function writesSince(state: StatePort, since: Date): Promise<readonly RecentWrite[]> {
  const keys = await state.list(prefix);
  if (keys.state === 'unreadable') {
    const { action, code, message } = keys.why;
    throw new Retryable(`The receipts cannot be listed: ${action}: ${code}: ${message}`);
  }
  const all = keys.state === 'known' ? keys.value : [];
  const recent = all.filter((key) => (timeOfKey(key)?.getTime() ?? 0) >= since.getTime());
  const receipts = await Promise.all(
    recent.map(async (key) => ({
      name: key.slice(prefix.length),
      receipt: await readReceipt(state, key),
    })),
  );
  return receipts.flatMap(({ name, receipt }) =>
    receipt && stayed.includes(receipt.status) ? [{ name, receipt }] : [],
  );
}
