import {
  GetRoleCommand,
  GetUserCommand,
  type IAMClient,
  ListRolesCommand,
  type Role,
} from '@aws-sdk/client-iam';
import { isArn, parseArn } from '#shared/connect/arn.ts';
import { absent, known, unreadable } from '#shared/connect/fact.ts';
import type { IamPrincipal } from '#shared/connect/inventory.ts';
import type { IamPort } from '#shared/ports.ts';
import { readFact, readKnown } from './errors.ts';
import { policiesOfRole } from './iam-policies.ts';
import { allPages } from './pages.ts';
import { namesBucket, trusts } from './policy-mentions.ts';

/** @param account whose principals the credentials can read */
export const iamPort = (client: IAMClient, account: string): IamPort => ({
  principal(arn) {
    const { account: owner, resource } = parseArn(arn);
    const [kind, name] = [resource.split('/')[0], resource.split('/').at(-1) ?? ''];
    if (kind !== 'role' && kind !== 'user') throw new RangeError(`neither role nor user: ${arn}`);
    const action = kind === 'role' ? 'iam:GetRole' : 'iam:GetUser';
    if (owner !== account) {
      const message = `${arn} belongs to another account than ${account}`;
      return Promise.resolve(unreadable({ action, code: 'OtherAccount', message }));
    }
    return readFact(action, ['NoSuchEntity', 'NoSuchEntityException'], async () => {
      const found = await (kind === 'role' ? getRole(client, name) : getUser(client, name));
      // IAM finds by name alone: one of another path is another principal.
      return found.arn === arn ? known(found) : absent;
    });
  },

  rolesUnder: (pathPrefix) =>
    readKnown('iam:ListRoles', async () => (await listRoles(client, pathPrefix)).map(ofRole)),

  async connectRolesNaming(bucket) {
    const roles = await readKnown('iam:ListRoles', () => listRoles(client, '/'));
    if (roles.state !== 'known') return roles;
    const naming: IamPrincipal[] = [];
    for (const role of roles.value) {
      if (!trusts(role.AssumeRolePolicyDocument, 'connect.amazonaws.com')) continue;
      const policies = await policiesOfRole(client, role.RoleName ?? '');
      if (policies.state !== 'known') return policies;
      if (policies.value.some((policy) => namesBucket(policy, bucket))) naming.push(ofRole(role));
    }
    return known(naming);
  },
});

const listRoles = (client: IAMClient, PathPrefix: string): Promise<readonly Role[]> =>
  allPages(async (Marker) => {
    const answer = await client.send(new ListRolesCommand({ PathPrefix, Marker, MaxItems: 1000 }));
    return { items: answer.Roles ?? [], next: answer.IsTruncated ? answer.Marker : undefined };
  });

async function getRole(client: IAMClient, RoleName: string): Promise<IamPrincipal> {
  const { Role } = await client.send(new GetRoleCommand({ RoleName }));
  return ofRole(Role ?? {});
}

async function getUser(client: IAMClient, UserName: string): Promise<IamPrincipal> {
  const { User } = await client.send(new GetUserCommand({ UserName }));
  return identified('iam:GetUser', User?.Arn, User?.UserId);
}

const ofRole = ({ Arn, RoleId }: Partial<Role>): IamPrincipal =>
  identified('iam:GetRole', Arn, RoleId);

function identified(action: string, arn: string | undefined, id: string | undefined): IamPrincipal {
  if (arn === undefined || !isArn(arn) || !id) {
    throw new Error(`${action} answered a principal without ARN or id: ${arn ?? id ?? 'nothing'}`);
  }
  return { arn, id };
}
