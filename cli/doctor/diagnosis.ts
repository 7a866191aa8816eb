import { AwsCallFailed } from '#shared/aws/errors.ts';
import type { Unreadable } from '#shared/connect/fact.ts';
import type { Account } from '../account/open-account.ts';
import { Failed } from '../errors.ts';

/** What one look at the guard found. */
export interface Diagnosis {
  /** What was looked at. */
  readonly subject: string;
  readonly state: 'ok' | 'trouble' | 'cannot tell';
  /** One sentence. */
  readonly finding: string;
  /** What a person can do about it. */
  readonly next?: string;
}

/** Looks at one thing, reading only. */
export interface Examination {
  readonly subject: string;
  examine(account: Account): Promise<readonly Finding[]>;
}

export type Finding = Omit<Diagnosis, 'subject'>;

export const ok = (finding: string): Finding => ({ state: 'ok', finding });
export const trouble = (finding: string, next: string): Finding => ({
  state: 'trouble',
  finding,
  next,
});
export const cannotTell = (finding: string, next: string): Finding => ({
  state: 'cannot tell',
  finding,
  next,
});

/** A call that was refused, and the permission that was missing. */
export const refusedCall = (
  { action, code, message }: Unreadable,
  { caller }: Pick<Account, 'caller'>,
): Finding => cannotTell(`${action}: ${code}: ${message}`, `Let ${caller} call ${action}.`);

/** Carries an examination out: one that AWS does not let us make leaves the others standing. */
export async function examined(
  { subject, examine }: Examination,
  account: Account,
): Promise<readonly Diagnosis[]> {
  try {
    return (await examine(account)).map((finding) => ({ subject, ...finding }));
  } catch (error) {
    if (!(error instanceof AwsCallFailed || error instanceof Failed)) throw error;
    const call = error instanceof AwsCallFailed ? `call ${error.action}` : 'do that';
    const next = `Let ${account.caller} ${call}, or try again.`;
    return [{ subject, ...cannotTell(error.message.replace(/\.?$/, '.'), next) }];
  }
}
