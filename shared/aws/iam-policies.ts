import {
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRolePolicyCommand,
  type IAMClient,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
} from '@aws-sdk/client-iam';
import { parseArn } from '#shared/connect/arn.ts';
import { type Fact, known } from '#shared/connect/fact.ts';
import { readKnown } from './errors.ts';
import { allPages } from './pages.ts';

/**
 * The documents of a role's own policies: inline, and those managed in the role's account. AWS's
 * managed policies name nobody's bucket and are left out.
 */
export async function policiesOfRole(
  client: IAMClient,
  RoleName: string,
): Promise<Fact<readonly string[]>> {
  const inline = await readKnown('iam:ListRolePolicies', () =>
    allPages(async (Marker) => {
      const answer = await client.send(new ListRolePoliciesCommand({ RoleName, Marker }));
      return { items: answer.PolicyNames ?? [], next: following(answer) };
    }),
  );
  if (inline.state !== 'known') return inline;
  const attached = await readKnown('iam:ListAttachedRolePolicies', () =>
    allPages(async (Marker) => {
      const answer = await client.send(new ListAttachedRolePoliciesCommand({ RoleName, Marker }));
      return { items: answer.AttachedPolicies ?? [], next: following(answer) };
    }),
  );
  if (attached.state !== 'known') return attached;
  const documents: string[] = [];
  for (const read of [
    ...inline.value.map((PolicyName) => () => inlineDocument(client, RoleName, PolicyName)),
    ...attached.value.flatMap(({ PolicyArn }) =>
      PolicyArn === undefined || parseArn(PolicyArn).account === 'aws'
        ? []
        : [() => managedDocument(client, PolicyArn)],
    ),
  ]) {
    const document = await read();
    if (document.state !== 'known') return document;
    documents.push(document.value);
  }
  return known(documents);
}

interface ListAnswer {
  readonly IsTruncated?: boolean | undefined;
  readonly Marker?: string | undefined;
}

const following = ({ IsTruncated, Marker }: ListAnswer) => (IsTruncated ? Marker : undefined);

const inlineDocument = (client: IAMClient, RoleName: string, PolicyName: string) =>
  readKnown('iam:GetRolePolicy', async () => {
    const answer = await client.send(new GetRolePolicyCommand({ RoleName, PolicyName }));
    return decodeURIComponent(answer.PolicyDocument ?? '');
  });

async function managedDocument(client: IAMClient, PolicyArn: string): Promise<Fact<string>> {
  const version = await readKnown('iam:GetPolicy', async () => {
    const { Policy } = await client.send(new GetPolicyCommand({ PolicyArn }));
    return Policy?.DefaultVersionId;
  });
  if (version.state !== 'known') return version;
  return readKnown('iam:GetPolicyVersion', async () => {
    const answer = await client.send(
      new GetPolicyVersionCommand({ PolicyArn, VersionId: version.value }),
    );
    return decodeURIComponent(answer.PolicyVersion?.Document ?? '');
  });
}
