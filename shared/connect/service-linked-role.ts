import { type Arn, parseArn } from './arn.ts';
import { permissionSetOf } from './sso.ts';

/**
 * Whether a role is the service-linked role of an Amazon Connect instance, in any partition.
 * `AWSServiceRoleForAmazonConnectSynchronization_…` is another role and stores nothing.
 * @see https://docs.aws.amazon.com/connect/latest/adminguide/connect-slr.html
 */
export function isConnectServiceLinkedRole(role: Arn): boolean {
  const { service, resource } = parseArn(role);
  return (
    service === 'iam' &&
    /^role\/aws-service-role\/connect\.amazonaws\.com\/AWSServiceRoleForAmazonConnect_[\w+=,.@-]+$/.test(
      resource,
    )
  );
}

/** Whether only an AWS service can make a role of this ARN. */
export const isServiceLinkedRole = (role: Arn): boolean =>
  /^role\/aws-service-role\/[^/]+\/[^/]+$/.test(parseArn(role).resource);

/**
 * Whether a new id behind this ARN may be believed without a person: nobody in the account can
 * make a role under these paths, and so get in by re-creating it.
 */
export const healsByItself = (principal: Arn): boolean =>
  parseArn(principal).service === 'iam' &&
  (isServiceLinkedRole(principal) || permissionSetOf(principal) !== undefined);
