import type { Required } from '#shared/policy/prove/lockout.ts';
import { configurationReads } from './configuration-reads.ts';
import type { BaselineFacts } from './facts.ts';

/**
 * What the service-linked role may do on the bucket and its objects.
 * @see https://docs.aws.amazon.com/connect/latest/adminguide/connect-slr.html
 */
const connectActions = [
  ...['s3:GetObject', 's3:GetObjectAcl', 's3:PutObject', 's3:PutObjectAcl', 's3:DeleteObject'],
  ...['s3:GetBucketLocation', 's3:GetBucketAcl'],
];

const administratorActions = [
  ...['s3:GetObject', 's3:ListBucket', 's3:GetBucketPolicy', 's3:PutBucketPolicy'],
];

/** Changing the policy, and what the guard reads before it does. */
const remediatorActions = [
  ...['s3:GetBucketPolicy', 's3:PutBucketPolicy', 's3:DeleteBucketPolicy'],
  ...['s3:GetBucketPublicAccessBlock', 's3:GetBucketLocation'],
];

/** Whoever the bucket policy must let in, with what they have to do there. */
export function requiredPrincipals(facts: BaselineFacts): readonly Required[] {
  const { connectRoles, administrators, remediator, auditors, workloads, partition } = facts;
  const reads = configurationReads(partition);
  const of = (
    principals: readonly Required['principal'][],
    actions: readonly string[],
    unconditional = false,
  ): Required[] => principals.map((principal) => ({ principal, actions, unconditional }));
  return [
    ...of(connectRoles, connectActions, true),
    ...of(administrators, administratorActions),
    ...of(remediator ? [remediator] : [], remediatorActions),
    ...of(auditors, reads),
    ...workloads.flatMap((workload) => of([workload], workload.actions)),
  ];
}
