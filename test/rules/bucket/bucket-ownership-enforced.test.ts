import { describe } from '@jest/globals';
import { absent, known, unreadable } from '#shared/connect/fact.ts';
import { rule } from '#shared/rules/bucket/bucket-ownership-enforced.ts';
import { configuredBucket } from '#shared/rules/bucket/sample-configuration.ts';
import { accessDenied } from '../../fakes/state.ts';
import { judges } from '../judges.ts';

const set = (value: string) => configuredBucket({ objectOwnership: known(value) });

describe('bucket-ownership-enforced', () => {
  judges(rule, [
    ['BucketOwnerEnforced', set('BucketOwnerEnforced'), 'COMPLIANT', /ACLs are off/],
    [
      'BucketOwnerPreferred',
      set('BucketOwnerPreferred'),
      'NON_COMPLIANT',
      /is BucketOwnerPreferred/,
    ],
    ['ObjectWriter', set('ObjectWriter'), 'NON_COMPLIANT', /is ObjectWriter/],
    [
      'none set',
      configuredBucket({ objectOwnership: absent }),
      'NON_COMPLIANT',
      /has no Object Ownership/,
    ],
    ['a value that AWS may add', set('BucketOwnerShared'), 'INDETERMINATE', /BucketOwnerShared/],
    [
      'a value in another spelling',
      set('bucketownerenforced'),
      'INDETERMINATE',
      /bucketownerenforced/,
    ],
    ['an empty value', set(''), 'INDETERMINATE', /Object Ownership/],
    [
      'a refused read',
      configuredBucket({
        objectOwnership: unreadable(accessDenied('s3:GetBucketOwnershipControls')),
      }),
      'INDETERMINATE',
      /^s3:GetBucketOwnershipControls AccessDenied/,
    ],
  ]);
});
