import { type Arn, isArn } from '#shared/connect/arn.ts';
import type { Place } from '#shared/connect/deployment.ts';
import { isJsonObject, type JsonObject } from '#shared/connect/json-shape.ts';

/**
 * Who made the call that a management event tells of: the role or user; the account, when the event
 * names nobody in it.
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html
 */
export function callerIn({ userIdentity }: JsonObject, { partition, account }: Place): Arn {
  const identity = isJsonObject(userIdentity) ? userIdentity : {};
  const session = isJsonObject(identity.sessionContext) ? identity.sessionContext : {};
  const issuer = isJsonObject(session.sessionIssuer) ? session.sessionIssuer.arn : undefined;
  const named = [issuer, identity.arn].find(
    (arn): arn is Arn => typeof arn === 'string' && isArn(arn),
  );
  return named ?? `arn:${partition}:iam::${account}:root`;
}

/** The name of the session in which a role made the call: that of the function, when it was one. */
export function sessionIn({ userIdentity }: JsonObject): string | undefined {
  const { type, arn } = isJsonObject(userIdentity) ? userIdentity : {};
  return type === 'AssumedRole' && typeof arn === 'string' ? arn.split('/').at(-1) : undefined;
}
