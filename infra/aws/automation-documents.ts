import { documentNames } from '#shared/connect/deployment.ts';
import { type AutomationDocument, automationDocument } from './automation-document.ts';
import type { Parts } from './parts.ts';
import type { RemediatorFunctions } from './remediator.ts';

const bucketName = {
  description: 'The bucket of Amazon Connect',
  allowedPattern: '^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$',
  field: 'bucket',
};

/** The documents by which AWS Config, and people, have bucket policies written and restored. */
export const automationDocuments = (
  parts: Parts,
  { remediate, restore }: RemediatorFunctions,
): { readonly remediate: AutomationDocument; readonly restore: AutomationDocument } => ({
  remediate: automationDocument(parts, {
    step: 'Remediate',
    documentName: documentNames.remediateBucketPolicy,
    description:
      'Closes a bucket to everyone but Amazon Connect and the administrators that the settings name. The policy that it replaces is backed up.',
    lambda: remediate,
    roleName: 'AutomateRemediation',
    parameters: { BucketName: bucketName },
  }),
  restore: automationDocument(parts, {
    step: 'Restore',
    documentName: documentNames.restoreBucketPolicy,
    description: 'Puts back a bucket policy from its backup.',
    lambda: restore,
    roleName: 'AutomateRestore',
    parameters: {
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
    },
  }),
});
