import type { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { documentNames } from '#shared/connect/deployment.ts';
import {
  type AutomationDocument,
  automationDocument,
  callOnly,
  eventOf,
  type Parameter,
} from './automation-document.ts';
import { callFunction, decide, endings } from './automation-steps.ts';
import type { Parts } from './parts.ts';
import { tellPeople } from './topic.ts';

/** Seconds that people have to approve. */
const threeDays = 259_200;

const approvers: Parameter = {
  type: 'StringList',
  description:
    'Who may approve: ARNs of IAM users, roles and assumed roles, or names of IAM users. One of them is enough',
  allowedPattern:
    '^(arn:[a-z-]{3,20}:(iam|sts)::[0-9]{12}:(user|role|assumed-role)/[A-Za-z0-9+=,.@_/-]{1,512}|[A-Za-z0-9+=,.@_-]{1,64})$',
};

/**
 * Plans, asks people, and writes what they approved and nothing else: another plan than the one that
 * was shown is refused. A person starts it; AWS Config does not.
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/automation-action-approve.html
 */
export function approvalDocument(
  parts: Parts,
  bucketName: Parameter,
  remediate: CfnFunction,
): AutomationDocument {
  const { topic } = parts.deployment;
  const ofBucket = { BucketName: bucketName };
  return automationDocument(parts, {
    id: 'RemediateWithApproval',
    documentName: documentNames.remediateWithApproval,
    description:
      'Shows what would be written to close a bucket, waits until somebody approves just that, and writes it. The policy that it replaces is backed up.',
    roleName: 'AutomateApproval',
    statements: [callOnly(remediate), tellPeople(parts)],
    parameters: { ...ofBucket, Approvers: approvers },
    steps: [
      callFunction({
        name: 'Plan',
        lambda: remediate,
        event: eventOf(ofBucket, { planOnly: true }),
        nextStep: 'IsThereAPlan',
        texts: { Digest: 'digest', Summary: 'summary' },
      }),
      decide('IsThereAPlan', 'Plan', { PLANNED: 'Ask' }),
      {
        name: 'Ask',
        action: 'aws:approve',
        timeoutSeconds: threeDays,
        onFailure: 'Abort',
        nextStep: 'Remediate',
        inputs: {
          NotificationArn: topic,
          Message: 'Close {{ BucketName }}? {{ Plan.Summary }}',
          MinRequiredApprovals: 1,
          Approvers: '{{ Approvers }}',
        },
      },
      callFunction({
        name: 'Remediate',
        lambda: remediate,
        event: eventOf(ofBucket, { approved: '{{ Plan.Digest }}' }),
        nextStep: 'Decide',
      }),
      decide('Decide', 'Remediate'),
      ...endings,
    ],
    outputs: ['Remediate.Status', 'Remediate.Reasons', 'Plan.Status', 'Plan.Summary'],
  });
}
