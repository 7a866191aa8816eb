import { type Arn, parseArn } from './arn.ts';

/** Where IAM Identity Center keeps the roles of its permission sets. */
export const ssoPath = '/aws-reserved/sso.amazonaws.com/';

/** @see https://docs.aws.amazon.com/singlesignon/latest/APIReference/API_PermissionSet.html */
export const isPermissionSetName = (name: string): boolean => /^[\w+=,.@-]{1,32}$/.test(name);

/**
 * The permission set whose role this is; undefined for all other roles, also for one that merely
 * has such a name: only IAM Identity Center can make roles under the path.
 * @see https://docs.aws.amazon.com/singlesignon/latest/userguide/referencingpermissionsets.html
 */
export function permissionSetOf(role: Arn): string | undefined {
  const { service, resource } = parseArn(role);
  if (service !== 'iam') return undefined;
  return /^role\/aws-reserved\/sso\.amazonaws\.com\/(?:[^/]+\/)?AWSReservedSSO_([\w+=,.@-]+)_[0-9a-f]{16}$/.exec(
    resource,
  )?.[1];
}
