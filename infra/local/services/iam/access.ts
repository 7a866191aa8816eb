import type { AccessCheck, Call } from '../../service.ts';
import { iamOf } from './state.ts';

type Kind = 'role' | 'user' | 'group';

/** One question about one resource of the caller's account. */
export const onResource = (call: Call<unknown>, resource: string): readonly AccessCheck[] => [
  {
    action: `iam:${call.operation}`,
    resource,
    resourceAccount: call.scope.account,
  },
];

/** The ARN of a role, user or group by its name; one that does not exist is looked for at `/`. */
export function arnOf(call: Call<unknown>, kind: Kind, name: string): string {
  const { world, scope } = call;
  const state = iamOf(world, scope);
  const table = { role: state.roles, user: state.users, group: state.groups }[kind];
  const known = table.get(name.toLowerCase())?.arn;
  return known ?? `arn:${scope.partition}:iam::${scope.account}:${kind}/${name}`;
}

/** IAM lists by path prefix: the resource of a list is everything below it. */
export const below = (call: Call<unknown>, kind: Kind, prefix: string): string =>
  `arn:${call.scope.partition}:iam::${call.scope.account}:${kind}${prefix}`;
