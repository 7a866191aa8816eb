import { describe } from '@jest/globals';
import { absent, known, unreadable } from '#shared/connect/fact.ts';
import { rule } from '#shared/rules/bucket/bucket-versioned.ts';
import { configuredBucket } from '#shared/rules/bucket/sample-configuration.ts';
import { accessDenied } from '../../fakes/state.ts';
import { judges } from '../judges.ts';

const set = (value: string) => configuredBucket({ versioning: known(value) });

describe('bucket-versioned', () => {
  judges(rule, [
    ['Enabled', set('Enabled'), 'COMPLIANT', /is Enabled/],
    ['Suspended', set('Suspended'), 'NON_COMPLIANT', /is Suspended on amazon-connect/],
    ['never enabled', configuredBucket({ versioning: absent }), 'NON_COMPLIANT', /never enabled/],
    ['a value that AWS may add', set('Archived'), 'INDETERMINATE', /Archived/],
    ['a value in another spelling', set('enabled'), 'INDETERMINATE', /enabled/],
    ['an empty value', set(''), 'INDETERMINATE', /versioning/],
    ['what was not looked up', configuredBucket({}), 'INDETERMINATE', /NotNeeded/],
    [
      'a refused read',
      configuredBucket({ versioning: unreadable(accessDenied('s3:GetBucketVersioning')) }),
      'INDETERMINATE',
      /^s3:GetBucketVersioning AccessDenied/,
    ],
  ]);
});
