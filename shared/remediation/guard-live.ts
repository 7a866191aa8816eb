import type { Arn } from '#shared/connect/arn.ts';
import type { PublicAccessBlock } from '#shared/connect/bucket-configuration.ts';
import { type CallerName, callerName, isCaller } from '#shared/connect/caller.ts';
import type { Fact } from '#shared/connect/fact.ts';
import type { IamPrincipal } from '#shared/connect/inventory.ts';
import { bucketResources } from '#shared/generate/bucket-policy.ts';
import type { BaselineFacts } from '#shared/generate/facts.ts';
import { isOurs } from '#shared/generate/own-statements.ts';
import { decide } from '#shared/policy/decide.ts';
import type { PolicyDocument, Statement } from '#shared/policy/document.ts';
import { statementsOf } from '#shared/policy/edit.ts';
import { callerOf } from '#shared/rules/principal-access.ts';
import type { Refusal } from './refusal.ts';
import { statementDifference } from './statement-difference.ts';

type Policy = PolicyDocument | undefined;

const denied = (
  { partition, account, bucket }: Pick<BaselineFacts, 'partition' | 'account' | 'bucket'>,
  policy: Policy,
  principal: IamPrincipal,
  action: string,
): boolean => {
  const [bucketArn] = bucketResources(partition, bucket);
  const resource = /Bucket/.test(action) ? bucketArn : `${bucketArn}/connect/recording.wav`;
  const context = { 'aws:SecureTransport': 'true' };
  const request = { principal: callerOf(principal), action, resource, resourceAccount: account };
  return (
    policy !== undefined &&
    decide({ ...request, context }, { resource: policy }).decision === 'ExplicitDeny'
  );
};

/** Whether a policy names roles, by id or as Connect's, that are not among those known: worth a look. */
export function namesOthers(policy: string | null, known: readonly IamPrincipal[]): boolean {
  const named = policy?.match(/\bAROA[A-Z0-9]+|arn:[^"]+:role\/aws-service-role\/connect[^"]*/g);
  return (named ?? []).some((name) => !known.some(({ arn, id }) => name === id || name === arn));
}

/** Roles of Connect that the live policy lets in, the planned one does not, and no instance has. */
export function unknownConnectRoles(
  facts: BaselineFacts,
  live: Policy,
  planned: Policy,
  roles: readonly IamPrincipal[],
): readonly Refusal[] {
  const shutOut = roles.filter(
    (role) =>
      !denied(facts, live, role, 's3:PutObject') && denied(facts, planned, role, 's3:PutObject'),
  );
  if (shutOut.length === 0) return [];
  const names = shutOut.map(({ arn }) => arn).join(', ');
  return [
    {
      code: 'UNKNOWN_CONNECT_ROLE',
      message: `The live policy lets in ${names}, which belongs to no instance of the inventory.`,
      next: 'Wait for the next inventory. If its instance is gone, delete the role or take it out of the policy by hand.',
    },
  ];
}

const isForEveryone = ({ effect, principal, conditions }: Statement): boolean =>
  effect === 'Allow' &&
  conditions.length === 0 &&
  (principal?.everyone === true || principal?.aws.includes('*') === true) &&
  !principal.negated;

/** Statements of the customer's that S3 surely calls public. It has the last word on all others. */
export function publicStatements(planned: Policy, bucket: string): readonly Statement[] {
  const all = planned ? statementsOf(planned.source) : [];
  return (planned?.statements ?? []).filter((statement) => {
    const source = all[statement.index];
    return source !== undefined && !isOurs(source, bucket) && isForEveryone(statement);
  });
}

/** S3 refuses to store a public statement while BlockPublicPolicy is on, also one that was there. */
export function foreignPublicRefusals(
  statements: readonly Statement[],
  block: Fact<PublicAccessBlock>,
): readonly Refusal[] {
  if (statements.length === 0 || block.state !== 'known' || !block.value.blockPublicPolicy) {
    return [];
  }
  const names = statements.map(({ sid, index }) => sid ?? `Statement[${index}]`).join(', ');
  return [
    {
      code: 'FOREIGN_PUBLIC_STATEMENT',
      message: `S3 would refuse the policy: ${names} is public, is not the guard's, and BlockPublicPolicy is on.`,
      next: 'Take that statement out by hand, or set `policies` to replace.',
    },
  ];
}

/** What is allowed after and was not before, statement by statement. */
export function grantsMore(live: Policy, planned: Policy): readonly Refusal[] {
  const granted = statementDifference(live, planned).added.filter(
    ({ statement }) => statement.Effect === 'Allow',
  );
  if (granted.length === 0) return [];
  const names = granted.map(({ sid }) => sid ?? 'one without a Sid').join(', ');
  return [
    {
      code: 'GRANTS_MORE',
      message: `The planned policy allows what the live one does not: ${names}.`,
      next: 'Report this: the guard only ever denies.',
    },
  ];
}

/** What a person needs to see what was written, and to take it back. */
const governing = ['s3:GetBucketPolicy', 's3:PutBucketPolicy', 's3:DeleteBucketPolicy'];

/** Whether a policy leaves it to somebody's own permissions to see, put and delete it. */
export const mayGovern = (facts: BaselineFacts, policy: Policy, principal: IamPrincipal): boolean =>
  !governing.some((action) => denied(facts, policy, principal, action));

/** Somebody whom the baseline does not name: no list of ids has him. */
const stranger = ({ partition, account }: BaselineFacts, caller: CallerName): IamPrincipal => {
  const [kind, name] = 'name' in caller ? [caller.kind, caller.name] : ['role', 'caller'];
  const id = kind === 'user' ? 'AIDACALLER' : 'AROACALLER';
  return { arn: `arn:${partition}:iam::${account}:${kind}/${name}`, id };
};

/** A person must not lock himself out. The root user always gets in. */
export function callerShutOut(
  facts: BaselineFacts,
  planned: Policy,
  caller: Arn,
): readonly Refusal[] {
  const name = callerName(caller);
  if (name.kind === 'root' || !planned) return [];
  const { administrators, workloads, connectRoles, remediator } = facts;
  const named = [
    ...administrators,
    ...workloads,
    ...connectRoles,
    ...(remediator ? [remediator] : []),
  ];
  const principal = named.find(({ arn }) => isCaller(arn, name)) ?? stranger(facts, name);
  if (mayGovern(facts, planned, principal)) return [];
  const others = administrators.map(({ arn }) => arn).join(', ');
  return [
    {
      code: 'CALLER_SHUT_OUT',
      message: `The planned policy would shut out ${caller}, who could then neither read nor restore it.`,
      next: `Have one of ${others} do it, name yourself among the administrators, or approve it with the automation ConnectStorageGuard-RemediateWithApproval.`,
    },
  ];
}
