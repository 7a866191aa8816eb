import type { Caller } from '../../service.ts';
import type { Scope } from '../../world.ts';
import type { IamRole, IamUser } from './state.ts';

/** A role's session, as AssumeRole makes it: the caller that goes with its credentials. */
export const sessionOf = (
  role: IamRole,
  sessionName: string,
  sessionPolicies: readonly string[] = [],
): Caller => ({
  kind: 'role',
  arn: role.arn,
  userId: `${role.id}:${sessionName}`,
  account: role.arn.split(':')[4] ?? '',
  sessionName,
  ...(sessionPolicies.length > 0 && { sessionPolicies }),
});

export const userCaller = (user: IamUser): Caller => ({
  kind: 'user',
  arn: user.arn,
  userId: user.id,
  account: user.arn.split(':')[4] ?? '',
});

export const rootCaller = ({ partition, account }: Scope): Caller => ({
  kind: 'root',
  arn: `arn:${partition}:iam::${account}:root`,
  userId: account,
  account,
});
