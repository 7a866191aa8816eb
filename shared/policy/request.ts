/**
 * Who is asking. `kind` fixes which of the linked condition keys (`aws:userid`,
 * `aws:PrincipalArn`, `aws:PrincipalAccount`, …) are present.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
export interface Principal {
  readonly kind: 'role' | 'user' | 'root' | 'federated' | 'anonymous' | 'service';
  /** The ARN of the IAM role or user itself (with its path), never of a session; of a service, its name. */
  readonly arn?: string;
  /** `aws:userid`: `AROA…:session`, `AIDA…`, the account id for root, `account:name` when federated. */
  readonly userId?: string;
  readonly account?: string;
}

/** One concrete request, as IAM sees it. Context keys are case-insensitive. */
export interface Request {
  readonly principal: Principal;
  /** `service:Action`, case-insensitive. */
  readonly action: string;
  readonly resource: string;
  readonly resourceAccount?: string;
  readonly context?: Readonly<Record<string, string | readonly string[]>>;
}

/** A statement that took part in a decision. */
export interface StatementReference {
  readonly policy: 'resource' | 'identity' | 'boundary' | 'session';
  /** Which of several identity or session policies, counted from 0. */
  readonly policyIndex?: number;
  readonly index: number;
  readonly sid?: string;
}

export interface Decision {
  readonly decision: 'Allow' | 'ExplicitDeny' | 'ImplicitDeny';
  /** The statements that caused it: every matching Deny, else every matching Allow that counted. */
  readonly statements: readonly StatementReference[];
  /** Why the decision rests on something outside the model; then it errs to the unsafe side's opposite: Deny. */
  readonly unknown?: readonly string[];
}
