import { describe } from '@jest/globals';
import type { PublicAccessBlock } from '#shared/connect/bucket-configuration.ts';
import { absent, known, unreadable } from '#shared/connect/fact.ts';
import { rule } from '#shared/rules/bucket/bucket-public-access-blocked.ts';
import { configuredBucket } from '#shared/rules/bucket/sample-configuration.ts';
import { accessDenied } from '../../fakes/state.ts';
import { judges } from '../judges.ts';

const block = (changed: Partial<PublicAccessBlock>) =>
  configuredBucket({
    publicAccessBlock: known({
      blockPublicAcls: true,
      ignorePublicAcls: true,
      blockPublicPolicy: true,
      restrictPublicBuckets: true,
      ...changed,
    }),
  });

describe('bucket-public-access-blocked', () => {
  judges(rule, [
    ['all four on', block({}), 'COMPLIANT', /^All four/],
    [
      'no configuration at all',
      configuredBucket({ publicAccessBlock: absent }),
      'NON_COMPLIANT',
      /There is no Block Public Access on the bucket amazon-connect-0123456789ab/,
    ],
    [
      'BlockPublicAcls off',
      block({ blockPublicAcls: false }),
      'NON_COMPLIANT',
      /^BlockPublicAcls is off/,
    ],
    [
      'IgnorePublicAcls off',
      block({ ignorePublicAcls: false }),
      'NON_COMPLIANT',
      /^IgnorePublicAcls is off/,
    ],
    [
      'BlockPublicPolicy off',
      block({ blockPublicPolicy: false }),
      'NON_COMPLIANT',
      /^BlockPublicPolicy is off/,
    ],
    [
      'RestrictPublicBuckets off',
      block({ restrictPublicBuckets: false }),
      'NON_COMPLIANT',
      /^RestrictPublicBuckets is off/,
    ],
    [
      'two off, and says that the account is not looked at',
      block({ blockPublicPolicy: false, restrictPublicBuckets: false }),
      'NON_COMPLIANT',
      /^BlockPublicPolicy and RestrictPublicBuckets are off on .*account blocks today \(not looked at\)/,
    ],
    [
      'a refused read',
      configuredBucket({
        publicAccessBlock: unreadable(accessDenied('s3:GetBucketPublicAccessBlock')),
      }),
      'INDETERMINATE',
      /^s3:GetBucketPublicAccessBlock AccessDenied/,
    ],
  ]);
});
