import type { Caller } from '../../service.ts';
import type { World } from '../../world.ts';
import {
  defaultDocument,
  type IamEntity,
  type IamRole,
  type IamState,
  type IamUser,
  iamOfArn,
  policyWithArn,
} from './state.ts';

export interface IdentityPolicies {
  /** Texts of all inline and managed policies, those of a user's groups included. */
  readonly identity: readonly string[];
  /** The text of the permissions boundary. */
  readonly boundary?: string;
}

const lastSegment = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1).toLowerCase();

/**
 * The role or user behind a caller, as it is now. Undefined when it is gone, or when another was
 * made under its name: the old credentials do not become the new one's.
 */
export function entityOf(world: World, caller: Caller): IamRole | IamUser | undefined {
  if ((caller.kind !== 'role' && caller.kind !== 'user') || caller.arn === undefined)
    return undefined;
  const state = iamOfArn(world, caller.arn);
  const table = caller.kind === 'role' ? state.roles : state.users;
  const entity = table.get(lastSegment(caller.arn));
  return entity && entity.id === caller.userId?.split(':')[0] ? entity : undefined;
}

/** What IAM attaches to a caller. Root, services and anonymous callers have nothing. */
export function policiesOf(world: World, caller: Caller): IdentityPolicies {
  const entity = entityOf(world, caller);
  if (!entity || caller.arn === undefined) return { identity: [] };
  const state = iamOfArn(world, caller.arn);
  const groups = 'groups' in entity ? [...entity.groups] : [];
  const holders: IamEntity[] = [entity];
  for (const name of groups) {
    const group = state.groups.get(name.toLowerCase());
    if (group) holders.push(group);
  }
  return {
    identity: holders.flatMap((holder) => documentsOf(state, holder)),
    ...(entity.boundary !== undefined && {
      boundary: defaultDocument(policyWithArn(state, entity.boundary)),
    }),
  };
}

const documentsOf = (state: IamState, holder: IamEntity): string[] => [
  ...holder.inline.values(),
  ...[...holder.attached].map((arn) => defaultDocument(policyWithArn(state, arn))),
];
