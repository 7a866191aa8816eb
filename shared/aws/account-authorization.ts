import {
  GetAccountAuthorizationDetailsCommand,
  type GetAccountAuthorizationDetailsResponse,
  type IAMClient,
  type PolicyDetail,
} from '@aws-sdk/client-iam';
import { isArn } from '#shared/connect/arn.ts';
import type {
  AccountPrincipal,
  EffectivePolicies,
  NamedPolicy,
} from '#shared/connect/effective-policies.ts';
import { type Fact, known } from '#shared/connect/fact.ts';
import type { AccountAuthorizationPort } from '#shared/ports.ts';
import { readKnown } from './errors.ts';
import { readManaged } from './held-policies.ts';
import { allPages } from './pages.ts';

const action = 'iam:GetAccountAuthorizationDetails';

/**
 * One call for a thousand principals and policies. A managed policy that the answer names without
 * bringing it along is read by itself, once.
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html
 */
export const accountAuthorizationPort = (client: IAMClient): AccountAuthorizationPort => ({
  async principals() {
    const pages = await readKnown(action, () =>
      allPages(async (Marker) => {
        const page = await client.send(
          new GetAccountAuthorizationDetailsCommand({ Marker, MaxItems: 1000 }),
        );
        return { items: [page], next: page.IsTruncated ? page.Marker : undefined };
      }),
    );
    if (pages.state !== 'known') return pages;
    const holders = holdersIn(pages.value);
    const managed = managedIn(pages.value);
    for (const arn of new Set(holders.flatMap(({ managed: arns }) => arns))) {
      if (!managed.has(arn)) managed.set(arn, await readManaged(client, arn));
    }
    return known(holders.map((holder) => assembled(holder, managed)));
  },
});

type Page = GetAccountAuthorizationDetailsResponse;
type Managed = ReadonlyMap<string, Fact<NamedPolicy>>;

/** A role or user with what it holds, managed policies by ARN. */
interface Holder {
  readonly principal: AccountPrincipal['principal'];
  readonly inline: readonly NamedPolicy[];
  readonly attached: readonly string[];
  readonly boundary: string | undefined;
  /** The attached ones and the boundary. */
  readonly managed: readonly string[];
  readonly trust?: string;
}

function assembled(
  { principal, inline, attached, boundary, trust }: Holder,
  managed: Managed,
): AccountPrincipal {
  const facts = attached.flatMap((arn) => managed.get(arn) ?? []);
  const limit = boundary === undefined ? undefined : managed.get(boundary);
  const missing = [...facts, ...(limit ? [limit] : [])].find(({ state }) => state !== 'known');
  if (missing && missing.state !== 'known') return { principal, policies: missing };
  const policies: EffectivePolicies = {
    principal,
    identity: [...inline, ...facts.flatMap((fact) => (fact.state === 'known' ? [fact.value] : []))],
    ...(limit?.state === 'known' && { boundary: limit.value }),
    ...(trust !== undefined && { trust }),
  };
  return { principal, policies: known(policies) };
}

function holdersIn(pages: readonly Page[]): readonly Holder[] {
  const groups = new Map(
    pages
      .flatMap(({ GroupDetailList }) => GroupDetailList ?? [])
      .map((group) => [
        group.GroupName,
        {
          inline: inlineOf(group.GroupName, group.GroupPolicyList),
          attached: attachedOf(group.AttachedManagedPolicies),
        },
      ]),
  );
  const roles = pages
    .flatMap(({ RoleDetailList }) => RoleDetailList ?? [])
    .map((role) =>
      holder(
        identified(role.Arn, role.RoleId),
        inlineOf(role.RoleName, role.RolePolicyList),
        attachedOf(role.AttachedManagedPolicies),
        role.PermissionsBoundary?.PermissionsBoundaryArn,
        role.AssumeRolePolicyDocument,
      ),
    );
  const users = pages
    .flatMap(({ UserDetailList }) => UserDetailList ?? [])
    .map((user) => {
      const principal = identified(user.Arn, user.UserId);
      const member = (user.GroupList ?? []).map((name) => {
        const group = groups.get(name);
        if (!group) throw new Error(`${action} names group ${name} and does not describe it`);
        return group;
      });
      return holder(
        principal,
        [
          ...inlineOf(user.UserName, user.UserPolicyList),
          ...member.flatMap(({ inline }) => inline),
        ],
        [
          ...attachedOf(user.AttachedManagedPolicies),
          ...member.flatMap(({ attached }) => attached),
        ],
        user.PermissionsBoundary?.PermissionsBoundaryArn,
      );
    });
  return [...roles, ...users];
}

function holder(
  principal: Holder['principal'],
  inline: readonly NamedPolicy[],
  attached: readonly string[],
  boundary: string | undefined,
  trust?: string,
): Holder {
  return {
    principal,
    inline,
    attached: [...new Set(attached)],
    boundary,
    managed: [...attached, ...(boundary === undefined ? [] : [boundary])],
    ...(trust !== undefined && { trust: decodeURIComponent(trust) }),
  };
}

const inlineOf = (owner = '', list: readonly PolicyDetail[] = []): readonly NamedPolicy[] =>
  list.map(({ PolicyName, PolicyDocument }) =>
    named(`${owner}/${PolicyName ?? ''}`, PolicyDocument),
  );

const attachedOf = (
  list: readonly { readonly PolicyArn?: string | undefined }[] = [],
): readonly string[] => list.flatMap(({ PolicyArn }) => PolicyArn ?? []);

const managedIn = (pages: readonly Page[]): Map<string, Fact<NamedPolicy>> =>
  new Map(
    pages
      .flatMap(({ Policies }) => Policies ?? [])
      .flatMap(({ Arn = '', PolicyVersionList = [], DefaultVersionId }) => {
        const version = PolicyVersionList.find(
          ({ VersionId, IsDefaultVersion }) => IsDefaultVersion || VersionId === DefaultVersionId,
        );
        return version?.Document === undefined
          ? []
          : [[Arn, known(named(Arn, version.Document))] as const];
      }),
  );

/** IAM gives documents URL-encoded. */
function named(name: string, document: string | undefined): NamedPolicy {
  if (!document) throw new Error(`no document in IAM's answer for ${name}`);
  return { name, document: decodeURIComponent(document) };
}

function identified(arn: string | undefined, id: string | undefined): Holder['principal'] {
  if (arn === undefined || !isArn(arn) || !id) throw new Error(`${action} answered no ARN or id`);
  return { arn, id };
}
