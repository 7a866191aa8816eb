/** Why nothing is written. */
export type RefusalCode =
  | 'MODE'
  | 'EXCEPTION'
  | 'NOT_A_CONNECT_BUCKET'
  | 'OTHER_ACCOUNT'
  | 'OTHER_REGION'
  | 'INVENTORY_INCOMPLETE'
  | 'FACTS_UNREADABLE'
  | 'POLICY_UNREADABLE'
  | 'POLICY_NOT_UNDERSTOOD'
  | 'ADMINISTRATORS_UNKNOWN'
  | 'DELIVERY_ROLE_NOT_NAMED'
  | 'EXPOSURE_REMAINS'
  | 'FOREIGN_STATEMENT'
  | 'LOCKS_OUT'
  | 'TOO_LARGE'
  | 'REJECTED_BY_S3'
  | 'BACKUP_UNUSABLE'
  | 'NEW_PRINCIPALS'
  | 'PLAN_CHANGED'
  | 'CHANGED_TOO_OFTEN'
  | 'UNKNOWN_CONNECT_ROLE'
  | 'FOREIGN_PUBLIC_STATEMENT'
  | 'GRANTS_MORE'
  | 'CALLER_SHUT_OUT'
  | 'NOT_LOCKED_BY_HAND';

export interface Refusal {
  readonly code: RefusalCode;
  readonly message: string;
  /** What a person can do about it. */
  readonly next: string;
}

/** Somebody wanted it so, in the settings: it need not be told every day, and is no alarm. */
export const isAsIntended = ({ code }: Refusal): boolean => code === 'MODE' || code === 'EXCEPTION';

/** One line of it, as it is shown in an execution's output. */
export const refusalLine = ({ code, message, next }: Refusal): string =>
  `${code}: ${message} ${next}`;
