import { documentNames } from '#shared/connect/deployment.ts';
import { approvalDocument } from './approval-document.ts';
import {
  type AutomationDocument,
  automationDocument,
  callOnly,
  eventOf,
  type Parameter,
  type ParametersByName,
} from './automation-document.ts';
import { callFunction, decide, endings } from './automation-steps.ts';
import type { Parts } from './parts.ts';
import type { RemediatorFunctions } from './remediator.ts';

const bucketName: Parameter = {
  description: 'The bucket of Amazon Connect',
  allowedPattern: '^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$',
  field: 'bucket',
};

const restoreParameters: ParametersByName = {
  BucketName: bucketName,
  Backup: {
    description:
      'The key of a backup in the state bucket, backups/BUCKET/….json. Empty: the latest of the bucket',
    allowedPattern: '^(backups/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]/[0-9A-Za-z.-]{1,100}[.]json)?$',
    default: '',
    field: 'backup',
  },
  ExceptionDays: {
    description: 'How many days the guard then leaves the bucket alone, 1 to 365',
    allowedPattern: '^([1-9][0-9]?|[12][0-9][0-9]|3[0-5][0-9]|36[0-5])$',
    default: '7',
    field: 'exceptionDays',
  },
};

export type Documents = Readonly<Record<'remediate' | 'restore' | 'approve', AutomationDocument>>;

/** The documents by which AWS Config, and people, have bucket policies written and restored. */
export const automationDocuments = (
  parts: Parts,
  { remediate, restore }: RemediatorFunctions,
): Documents => ({
  remediate: automationDocument(parts, {
    id: 'Remediate',
    documentName: documentNames.remediateBucketPolicy,
    description:
      'Closes a bucket to everyone but Amazon Connect and the administrators that the settings name. The policy that it replaces is backed up.',
    roleName: 'AutomateRemediation',
    statements: [callOnly(remediate)],
    parameters: { BucketName: bucketName },
    steps: [
      callFunction({
        name: 'Remediate',
        lambda: remediate,
        event: eventOf({ BucketName: bucketName }),
        nextStep: 'Decide',
      }),
      decide('Decide', 'Remediate'),
      ...endings,
    ],
    outputs: ['Remediate.Status', 'Remediate.Reasons'],
  }),
  restore: automationDocument(parts, {
    id: 'Restore',
    documentName: documentNames.restoreBucketPolicy,
    description: 'Puts back a bucket policy from its backup.',
    roleName: 'AutomateRestore',
    statements: [callOnly(restore)],
    parameters: restoreParameters,
    steps: [
      callFunction({
        name: 'Restore',
        lambda: restore,
        event: eventOf(restoreParameters),
        nextStep: 'Decide',
      }),
      decide('Decide', 'Restore'),
      ...endings,
    ],
    outputs: ['Restore.Status', 'Restore.Reasons'],
  }),
  approve: approvalDocument(parts, bucketName, remediate),
});
