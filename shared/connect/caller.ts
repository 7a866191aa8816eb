import { parseArn } from './arn.ts';

/**
 * What `GetCallerIdentity` calls somebody, made comparable: a session tells the name of its role
 * and not the path, but no two roles of an account share a name.
 */
export type CallerName =
  | { readonly kind: 'role' | 'user'; readonly name: string; readonly session?: string }
  | { readonly kind: 'root' | 'other' };

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-arns */
export function callerName(arn: string): CallerName {
  const [kind, ...path] = parseArn(arn).resource.split('/');
  const name = path.at(-1) ?? '';
  if (kind === 'assumed-role') {
    const [role = '', session] = path;
    return { kind: 'role', name: role, ...(session !== undefined && { session }) };
  }
  if (kind === 'role' || kind === 'user') return { kind, name };
  return { kind: kind === 'root' ? 'root' : 'other' };
}

/** Whether a role or user is who calls. */
export function isCaller(arn: string, caller: CallerName): boolean {
  if (caller.kind !== 'role' && caller.kind !== 'user') return false;
  const { resource } = parseArn(arn);
  return resource.startsWith(`${caller.kind}/`) && resource.split('/').at(-1) === caller.name;
}
