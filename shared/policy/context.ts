import type { Principal, Request } from './request.ts';

/** Values of condition keys by lower-case name. A key without values is absent. */
export type Context = ReadonlyMap<string, readonly string[]>;

const PRINCIPAL_TYPE = {
  role: 'AssumedRole',
  user: 'User',
  root: 'Account',
  federated: 'FederatedUser',
  anonymous: 'Anonymous',
  service: undefined,
} as const;

/**
 * The context of a request: the keys that follow from its principal, and over them the keys that
 * the request gives itself. An empty list takes a key away.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
export function contextOf(request: Request, resourceAccount: string | undefined): Context {
  const context = new Map<string, readonly string[]>();
  const put = (key: string, value: string | undefined): void => {
    if (value !== undefined) context.set(key, [value]);
  };
  const { principal } = request;
  put('aws:userid', userIdOf(principal));
  put('aws:principaltype', PRINCIPAL_TYPE[principal.kind]);
  put('aws:resourceaccount', resourceAccount);
  if (principal.kind === 'service') {
    put('aws:principalservicename', principal.arn);
  } else {
    put('aws:principalaccount', principal.kind === 'anonymous' ? 'anonymous' : principal.account);
    put('kms:calleraccount', principal.account);
    put('aws:principalarn', principalArn(principal, partitionOf(request)));
  }
  if (principal.kind === 'user') put('aws:username', lastSegment(principal.arn));
  if (principal.kind !== 'anonymous') {
    put('aws:principalisawsservice', String(principal.kind === 'service'));
  }
  for (const [key, value] of Object.entries(request.context ?? {})) {
    context.set(key.toLowerCase(), typeof value === 'string' ? [value] : value);
  }
  return context;
}

/** `aws:PrincipalArn`; undefined for anonymous callers and AWS services. */
export function principalArn(principal: Principal, partition: string): string | undefined {
  const { kind, arn, account } = principal;
  if (kind === 'role' || kind === 'user') return arn;
  if (account === undefined) return undefined;
  if (kind === 'root') return arn ?? `arn:${partition}:iam::${account}:root`;
  if (kind === 'federated') return sessionArn(principal, partition) ?? arn;
  return undefined;
}

/** The ARN of an assumed-role or federated-user session; undefined for every other principal. */
export function sessionArn(principal: Principal, partition: string): string | undefined {
  const { kind, account } = principal;
  const session = principal.userId?.split(':').slice(1).join(':');
  if (!session || account === undefined) return undefined;
  if (kind === 'federated') return `arn:${partition}:sts::${account}:federated-user/${session}`;
  const role = kind === 'role' ? lastSegment(principal.arn) : undefined;
  return role && `arn:${partition}:sts::${account}:assumed-role/${role}/${session}`;
}

/** The partition of the principal, else of the resource. */
export const partitionOf = (request: Request): string =>
  partition(request.principal.arn) ?? partition(request.resource) ?? 'aws';

const partition = (arn: string | undefined): string | undefined =>
  arn?.startsWith('arn:') ? arn.slice(4, arn.indexOf(':', 4)) : undefined;

function userIdOf(principal: Principal): string | undefined {
  if (principal.kind === 'root') return principal.userId ?? principal.account;
  if (principal.kind === 'anonymous') return 'anonymous';
  return principal.kind === 'service' ? undefined : principal.userId;
}

const lastSegment = (arn: string | undefined): string | undefined =>
  arn?.slice(arn.lastIndexOf('/') + 1);
