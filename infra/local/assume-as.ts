import { callAs } from './call-as.ts';
import { callerOf } from './credentials.ts';
import { AwsError, type Caller, type Context } from './service.ts';
import type { Scope, World } from './world.ts';

/** A role's session, with the keys to sign with. */
export interface RoleSession {
  readonly caller: Caller;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/**
 * Takes a role as an AWS service does when it works for a customer. The role's trust policy decides.
 * @param service for example `lambda.amazonaws.com`
 * @throws AwsError `AccessDenied` when the role is gone or does not trust the service.
 */
export async function assumeAs(
  world: World,
  scope: Scope,
  service: string,
  role: { readonly arn: string; readonly sessionName: string },
  context: Context = {},
): Promise<RoleSession> {
  const input = { RoleArn: role.arn, RoleSessionName: role.sessionName };
  const principal: Caller = { kind: 'service', arn: service };
  const answer = await callAs(world, scope, principal, 'sts', 'AssumeRole', input, context);
  const { AccessKeyId, SecretAccessKey, SessionToken } = (answer.Credentials ?? {}) as Record<
    string,
    unknown
  >;
  if (
    typeof AccessKeyId !== 'string' ||
    typeof SecretAccessKey !== 'string' ||
    typeof SessionToken !== 'string'
  ) {
    throw new AwsError('InternalFailure', 'AssumeRole answered no credentials', 500);
  }
  return {
    caller: callerOf(world, AccessKeyId, SessionToken).caller,
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
  };
}
