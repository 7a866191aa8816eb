import { known } from '#shared/connect/fact.ts';
import { cannotTell, compliant, nonCompliant, told } from '../judgements.ts';
import type { Rule } from '../rule.ts';
import type { BucketFacts } from './facts.ts';
import { judgeConfiguration } from './judge-configuration.ts';
import { unusedBucket } from './sample.ts';
import { configuredBucket, deniedRead } from './sample-configuration.ts';

/** ACLs must be off: with them an object can be shared past the bucket's policy. */
export const rule: Rule<BucketFacts> = {
  id: 'bucket-ownership-enforced',
  kind: 'bucket',
  title: 'Access control lists are off in a bucket of Connect',
  severity: 'low',
  resourceTypes: ['AWS::S3::Bucket'],
  needs: ['inventory', 'bucket-object-ownership'],
  sources: [
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html',
    'https://docs.aws.amazon.com/AmazonS3/latest/API/API_OwnershipControlsRule.html',
  ],
  remediation:
    "Set Object Ownership to BucketOwnerEnforced: aws s3api put-bucket-ownership-controls --bucket BUCKET --ownership-controls 'Rules=[{ObjectOwnership=BucketOwnerEnforced}]'. First move what an ACL grants to others into the bucket's policy: from then on ACLs no longer count.",
  remediable: false,
  evaluate: (facts) =>
    judgeConfiguration(facts, ({ objectOwnership }) => {
      const { bucket } = facts;
      if (objectOwnership.state === 'unreadable') return cannotTell(told(objectOwnership.why));
      if (objectOwnership.state === 'absent') {
        return nonCompliant(
          `${bucket} has no Object Ownership: whoever writes an object owns it, and ACLs count. Set BucketOwnerEnforced.`,
        );
      }
      const setting = objectOwnership.value;
      switch (setting) {
        case 'BucketOwnerEnforced':
          return compliant(
            `ACLs are off in ${bucket}: this account owns every object (BucketOwnerEnforced).`,
          );
        case 'BucketOwnerPreferred':
        case 'ObjectWriter':
          return nonCompliant(
            `Object Ownership of ${bucket} is ${setting}: ACLs count and can share objects past its policy. Set BucketOwnerEnforced.`,
          );
        default:
          return cannotTell(`what Object Ownership ${setting} of ${bucket} means`);
      }
    }),
  examples: {
    compliant: {
      facts: configuredBucket({ objectOwnership: known('BucketOwnerEnforced') }),
      because: 'ACLs are off',
    },
    nonCompliant: {
      facts: configuredBucket({ objectOwnership: known('ObjectWriter') }),
      because: 'is ObjectWriter',
    },
    notApplicable: { facts: unusedBucket, because: 'No Connect instance' },
    unreadable: {
      facts: configuredBucket({ objectOwnership: deniedRead('s3:GetBucketOwnershipControls') }),
      because: 's3:GetBucketOwnershipControls AccessDenied',
    },
  },
};
