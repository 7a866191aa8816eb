import type { PublicAccessBlock } from '#shared/connect/bucket-configuration.ts';
import { absent, known } from '#shared/connect/fact.ts';
import { cannotTell, compliant, listed, nonCompliant, told } from '../judgements.ts';
import type { Rule } from '../rule.ts';
import type { BucketFacts } from './facts.ts';
import { judgeConfiguration } from './judge-configuration.ts';
import { unusedBucket } from './sample.ts';
import { configuredBucket, deniedRead } from './sample-configuration.ts';

const settings: readonly (readonly [keyof PublicAccessBlock, string])[] = [
  ['blockPublicAcls', 'BlockPublicAcls'],
  ['ignorePublicAcls', 'IgnorePublicAcls'],
  ['blockPublicPolicy', 'BlockPublicPolicy'],
  ['restrictPublicBuckets', 'RestrictPublicBuckets'],
];

const allOn = {
  blockPublicAcls: true,
  ignorePublicAcls: true,
  blockPublicPolicy: true,
  restrictPublicBuckets: true,
};

/** Holds all four of the bucket's own settings; those of the account are not looked at. */
export const rule: Rule<BucketFacts> = {
  id: 'bucket-public-access-blocked',
  kind: 'bucket',
  title: 'A bucket of Connect blocks public access by itself',
  severity: 'high',
  resourceTypes: ['AWS::S3::Bucket'],
  needs: ['inventory', 'bucket-public-access-block'],
  sources: [
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html',
    'https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetPublicAccessBlock.html',
  ],
  remediation:
    'Turn on all four settings of Block Public Access on the bucket: aws s3api put-public-access-block --bucket BUCKET --public-access-block-configuration BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true. First take public statements out of its policy, or S3 refuses every later change of it.',
  remediable: false,
  evaluate: (facts) =>
    judgeConfiguration(facts, ({ publicAccessBlock }) => {
      if (publicAccessBlock.state === 'unreadable') return cannotTell(told(publicAccessBlock.why));
      const live = publicAccessBlock.state === 'known' ? publicAccessBlock.value : undefined;
      const off = settings.flatMap(([key, name]) => (live?.[key] === true ? [] : [name]));
      if (off.length === 0) {
        return compliant(`All four settings of Block Public Access are on for ${facts.bucket}.`);
      }
      const which = live
        ? `${listed(off)} ${off.length === 1 ? 'is' : 'are'} off on`
        : 'There is no Block Public Access on';
      return nonCompliant(
        `${which} the bucket ${facts.bucket}. Turn on all four: what the account blocks today (not looked at) may be lifted.`,
      );
    }),
  examples: {
    compliant: {
      facts: configuredBucket({ publicAccessBlock: known(allOn) }),
      because: 'All four settings',
    },
    nonCompliant: {
      facts: configuredBucket({ publicAccessBlock: absent }),
      because: 'There is no Block Public Access',
    },
    notApplicable: { facts: unusedBucket, because: 'No Connect instance' },
    unreadable: {
      facts: configuredBucket({ publicAccessBlock: deniedRead('s3:GetBucketPublicAccessBlock') }),
      because: 's3:GetBucketPublicAccessBlock AccessDenied',
    },
  },
};
