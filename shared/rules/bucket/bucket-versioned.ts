import { known } from '#shared/connect/fact.ts';
import { cannotTell, compliant, nonCompliant, told } from '../judgements.ts';
import type { Rule } from '../rule.ts';
import type { BucketFacts } from './facts.ts';
import { judgeConfiguration } from './judge-configuration.ts';
import { unusedBucket } from './sample.ts';
import { configuredBucket, deniedRead } from './sample-configuration.ts';

/** A recording that is overwritten or deleted must come back. Whether MFA Delete is on is no matter. */
export const rule: Rule<BucketFacts> = {
  id: 'bucket-versioned',
  kind: 'bucket',
  title: 'A bucket of Connect keeps versions of its objects',
  severity: 'low',
  resourceTypes: ['AWS::S3::Bucket'],
  needs: ['inventory', 'bucket-versioning'],
  sources: [
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/Versioning.html',
    'https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketVersioning.html',
  ],
  remediation:
    'Turn versioning on: aws s3api put-bucket-versioning --bucket BUCKET --versioning-configuration Status=Enabled. Add a lifecycle rule for noncurrent versions, or what must be deleted by law stays as an old version.',
  remediable: false,
  evaluate: (facts) =>
    judgeConfiguration(facts, ({ versioning }) => {
      const { bucket } = facts;
      if (versioning.state === 'unreadable') return cannotTell(told(versioning.why));
      if (versioning.state === 'absent') {
        return nonCompliant(
          `Versioning was never enabled on ${bucket}: a deleted or overwritten recording is gone. Set it to Enabled.`,
        );
      }
      switch (versioning.value) {
        case 'Enabled':
          return compliant(`Versioning is Enabled on ${bucket}.`);
        case 'Suspended':
          return nonCompliant(
            `Versioning is Suspended on ${bucket}: a recording that is overwritten or deleted from now on is gone. Set it to Enabled.`,
          );
        default:
          return cannotTell(`what versioning ${versioning.value} of ${bucket} means`);
      }
    }),
  examples: {
    compliant: { facts: configuredBucket({ versioning: known('Enabled') }), because: 'is Enabled' },
    nonCompliant: {
      facts: configuredBucket({ versioning: known('Suspended') }),
      because: 'is Suspended',
    },
    notApplicable: { facts: unusedBucket, because: 'No Connect instance' },
    unreadable: {
      facts: configuredBucket({ versioning: deniedRead('s3:GetBucketVersioning') }),
      because: 's3:GetBucketVersioning AccessDenied',
    },
  },
};
