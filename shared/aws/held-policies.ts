import {
  GetGroupPolicyCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRolePolicyCommand,
  GetUserPolicyCommand,
  type IAMClient,
  ListAttachedGroupPoliciesCommand,
  ListAttachedRolePoliciesCommand,
  ListAttachedUserPoliciesCommand,
  ListGroupPoliciesCommand,
  ListGroupsForUserCommand,
  ListRolePoliciesCommand,
  ListUserPoliciesCommand,
} from '@aws-sdk/client-iam';
import type { NamedPolicy } from '#shared/connect/effective-policies.ts';
import { type Fact, known } from '#shared/connect/fact.ts';
import { readKnown } from './errors.ts';
import { allPages } from './pages.ts';

type Kind = 'role' | 'user' | 'group';

interface ListAnswer {
  readonly IsTruncated?: boolean | undefined;
  readonly Marker?: string | undefined;
}

const next = ({ IsTruncated, Marker }: ListAnswer) => (IsTruncated ? Marker : undefined);

/** The three calls that tell what a role, a user or a group holds. */
interface Reads {
  readonly inlineAction: string;
  inline(
    name: string,
    Marker: string | undefined,
  ): Promise<ListAnswer & { PolicyNames: string[] | undefined }>;
  readonly documentAction: string;
  document(name: string, PolicyName: string): Promise<{ PolicyDocument: string | undefined }>;
  readonly attachedAction: string;
  attached(
    name: string,
    Marker: string | undefined,
  ): Promise<ListAnswer & { AttachedPolicies?: { PolicyArn?: string | undefined }[] | undefined }>;
}

const readsOf = (client: IAMClient): Readonly<Record<Kind, Reads>> => ({
  role: {
    inlineAction: 'iam:ListRolePolicies',
    inline: (RoleName, Marker) => client.send(new ListRolePoliciesCommand({ RoleName, Marker })),
    documentAction: 'iam:GetRolePolicy',
    document: (RoleName, PolicyName) =>
      client.send(new GetRolePolicyCommand({ RoleName, PolicyName })),
    attachedAction: 'iam:ListAttachedRolePolicies',
    attached: (RoleName, Marker) =>
      client.send(new ListAttachedRolePoliciesCommand({ RoleName, Marker })),
  },
  user: {
    inlineAction: 'iam:ListUserPolicies',
    inline: (UserName, Marker) => client.send(new ListUserPoliciesCommand({ UserName, Marker })),
    documentAction: 'iam:GetUserPolicy',
    document: (UserName, PolicyName) =>
      client.send(new GetUserPolicyCommand({ UserName, PolicyName })),
    attachedAction: 'iam:ListAttachedUserPolicies',
    attached: (UserName, Marker) =>
      client.send(new ListAttachedUserPoliciesCommand({ UserName, Marker })),
  },
  group: {
    inlineAction: 'iam:ListGroupPolicies',
    inline: (GroupName, Marker) => client.send(new ListGroupPoliciesCommand({ GroupName, Marker })),
    documentAction: 'iam:GetGroupPolicy',
    document: (GroupName, PolicyName) =>
      client.send(new GetGroupPolicyCommand({ GroupName, PolicyName })),
    attachedAction: 'iam:ListAttachedGroupPolicies',
    attached: (GroupName, Marker) =>
      client.send(new ListAttachedGroupPoliciesCommand({ GroupName, Marker })),
  },
});

/** Reads one managed policy, wherever it may have been read before. */
export type ReadManaged = (arn: string) => Promise<Fact<NamedPolicy>>;

/**
 * The policies of a role or user: inline, attached, and of a user those of its groups. One that
 * cannot be read makes all of it unreadable: it may deny, or allow everything.
 */
export async function policiesHeldBy(
  client: IAMClient,
  kind: 'role' | 'user',
  name: string,
  managed: ReadManaged,
): Promise<Fact<readonly NamedPolicy[]>> {
  const groups =
    kind === 'role'
      ? known([])
      : await readKnown('iam:ListGroupsForUser', () =>
          allPages(async (Marker) => {
            const answer = await client.send(
              new ListGroupsForUserCommand({ UserName: name, Marker }),
            );
            return {
              items: (answer.Groups ?? []).flatMap(({ GroupName }) => GroupName ?? []),
              next: next(answer),
            };
          }),
        );
  if (groups.state !== 'known') return groups;
  const policies: NamedPolicy[] = [];
  const reads = readsOf(client);
  for (const [holder, each] of [
    [name, reads[kind]] as const,
    ...groups.value.map((group) => [group, reads.group] as const),
  ]) {
    const held = await heldBy(holder, each, managed);
    if (held.state !== 'known') return held;
    policies.push(...held.value);
  }
  return known(policies);
}

async function heldBy(
  holder: string,
  reads: Reads,
  managed: ReadManaged,
): Promise<Fact<readonly NamedPolicy[]>> {
  const inline = await readKnown(reads.inlineAction, () =>
    allPages(async (marker) => {
      const answer = await reads.inline(holder, marker);
      return { items: answer.PolicyNames ?? [], next: next(answer) };
    }),
  );
  if (inline.state !== 'known') return inline;
  const attached = await readKnown(reads.attachedAction, () =>
    allPages(async (marker) => {
      const answer = await reads.attached(holder, marker);
      const arns = (answer.AttachedPolicies ?? []).flatMap(({ PolicyArn }) => PolicyArn ?? []);
      return { items: arns, next: next(answer) };
    }),
  );
  if (attached.state !== 'known') return attached;
  const policies: NamedPolicy[] = [];
  for (const policy of inline.value) {
    const read = await readKnown(reads.documentAction, async () => {
      const { PolicyDocument } = await reads.document(holder, policy);
      return { name: `${holder}/${policy}`, document: decoded(PolicyDocument, policy) };
    });
    if (read.state !== 'known') return read;
    policies.push(read.value);
  }
  for (const arn of attached.value) {
    const read = await managed(arn);
    if (read.state !== 'known') return read;
    policies.push(read.value);
  }
  return known(policies);
}

/** A managed policy as its default version says it. */
export async function readManaged(client: IAMClient, arn: string): Promise<Fact<NamedPolicy>> {
  const version = await readKnown('iam:GetPolicy', async () => {
    const { Policy } = await client.send(new GetPolicyCommand({ PolicyArn: arn }));
    return Policy?.DefaultVersionId;
  });
  if (version.state !== 'known') return version;
  return readKnown('iam:GetPolicyVersion', async () => {
    const answer = await client.send(
      new GetPolicyVersionCommand({ PolicyArn: arn, VersionId: version.value }),
    );
    return { name: arn, document: decoded(answer.PolicyVersion?.Document, arn) };
  });
}

/** IAM gives documents URL-encoded. */
function decoded(document: string | undefined, name: string): string {
  if (!document) throw new Error(`no document in IAM's answer for ${name}`);
  return decodeURIComponent(document);
}
