import type { CfnBucketProps } from 'aws-cdk-lib/aws-s3';

/** Of every bucket of ours: versioned, nothing public, and everything in it the account's own. */
export const closedBucket = {
  versioningConfiguration: { status: 'Enabled' },
  publicAccessBlockConfiguration: {
    blockPublicAcls: true,
    blockPublicPolicy: true,
    ignorePublicAcls: true,
    restrictPublicBuckets: true,
  },
  ownershipControls: { rules: [{ objectOwnership: 'BucketOwnerEnforced' }] },
} as const satisfies CfnBucketProps;
