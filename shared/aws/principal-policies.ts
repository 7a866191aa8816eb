import { GetRoleCommand, GetUserCommand, type IAMClient } from '@aws-sdk/client-iam';
import { type Arn, isArn, parseArn } from '#shared/connect/arn.ts';
import type { EffectivePolicies, NamedPolicy } from '#shared/connect/effective-policies.ts';
import { absent, type Fact, known, unreadable } from '#shared/connect/fact.ts';
import type { PrincipalPoliciesPort } from '#shared/ports.ts';
import { readFact } from './errors.ts';
import { policiesHeldBy, readManaged } from './held-policies.ts';

const missing = ['NoSuchEntity', 'NoSuchEntityException'];

/**
 * Reads each policy by itself, so that nothing is asked of principals that nobody judges.
 * @param account whose principals the credentials can read
 */
export const principalPoliciesPort = (
  client: IAMClient,
  account: string,
): PrincipalPoliciesPort => {
  // Many principals share managed policies.
  const managed = new Map<string, Promise<Fact<NamedPolicy>>>();
  const managedPolicy = (arn: string): Promise<Fact<NamedPolicy>> => {
    const asked = managed.get(arn) ?? readManaged(client, arn);
    managed.set(arn, asked);
    asked.then(
      ({ state }) => state === 'known' || managed.delete(arn),
      () => managed.delete(arn),
    );
    return asked;
  };
  return {
    async effectivePolicies(principal) {
      const { account: owner, resource } = parseArn(principal);
      const [kind, name] = [resource.split('/')[0], resource.split('/').at(-1) ?? ''];
      if (kind !== 'role' && kind !== 'user') {
        throw new RangeError(`neither role nor user: ${principal}`);
      }
      if (owner !== account) {
        const message = `${principal} belongs to another account than ${account}`;
        const action = kind === 'role' ? 'iam:GetRole' : 'iam:GetUser';
        return unreadable({ action, code: 'OtherAccount', message });
      }
      const self = await (kind === 'role' ? readRole : readUser)(client, name);
      if (self.state !== 'known') return self;
      // IAM finds by name alone: one of another path is another principal.
      if (self.value.arn !== principal) return absent;
      const held = await policiesHeldBy(client, kind, name, managedPolicy);
      if (held.state !== 'known') return held;
      const boundary = self.value.boundary && (await managedPolicy(self.value.boundary));
      if (boundary && boundary.state !== 'known') return boundary;
      return known<EffectivePolicies>({
        principal: { arn: self.value.arn, id: self.value.id },
        identity: held.value,
        ...(boundary && { boundary: boundary.value }),
        ...(self.value.trust !== undefined && { trust: self.value.trust }),
      });
    },
  };
};

interface Self {
  readonly arn: Arn;
  readonly id: string;
  readonly boundary?: string;
  readonly trust?: string;
}

const readRole = (client: IAMClient, RoleName: string): Promise<Fact<Self>> =>
  readFact('iam:GetRole', missing, async () => {
    const { Role } = await client.send(new GetRoleCommand({ RoleName }));
    const trust = Role?.AssumeRolePolicyDocument;
    return known({
      ...self('iam:GetRole', Role?.Arn, Role?.RoleId, Role?.PermissionsBoundary),
      ...(trust !== undefined && { trust: decodeURIComponent(trust) }),
    });
  });

const readUser = (client: IAMClient, UserName: string): Promise<Fact<Self>> =>
  readFact('iam:GetUser', missing, async () => {
    const { User } = await client.send(new GetUserCommand({ UserName }));
    return known(self('iam:GetUser', User?.Arn, User?.UserId, User?.PermissionsBoundary));
  });

function self(
  action: string,
  arn: string | undefined,
  id: string | undefined,
  boundary: { readonly PermissionsBoundaryArn?: string | undefined } | undefined,
): Self {
  if (arn === undefined || !isArn(arn) || !id) throw new Error(`${action} answered no ARN or id`);
  const limit = boundary?.PermissionsBoundaryArn;
  return { arn, id, ...(limit !== undefined && { boundary: limit }) };
}
