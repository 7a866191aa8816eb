import { describe } from '@jest/globals';
import { absent, known, unreadable } from '#shared/connect/fact.ts';
import { rule as accessLogged } from '#shared/rules/bucket/bucket-access-logged.ts';
import { rule as corsLimited } from '#shared/rules/bucket/bucket-cors-limited-to-instance.ts';
import { rule as encrypted } from '#shared/rules/bucket/bucket-encrypted-with-customer-key.ts';
import { rule as ownershipEnforced } from '#shared/rules/bucket/bucket-ownership-enforced.ts';
import { rule as publicAccessBlocked } from '#shared/rules/bucket/bucket-public-access-blocked.ts';
import { rule as versioned } from '#shared/rules/bucket/bucket-versioned.ts';
import type { BucketFacts, InspectedBucket } from '#shared/rules/bucket/facts.ts';
import { unusedBucket } from '#shared/rules/bucket/sample.ts';
import { accessDenied } from '../../fakes/state.ts';
import { judges } from '../judges.ts';

const incomplete = {
  complete: false,
  unreadable: [accessDenied('connect:ListInstanceStorageConfigs')],
};

describe.each(
  [accessLogged, corsLimited, encrypted, ownershipEnforced, publicAccessBlocked, versioned].map(
    (rule) => [rule.id, rule] as const,
  ),
)('%s', (_, rule) => {
  const { facts: compliant } = rule.examples.compliant;
  const inspected = (changed: Partial<InspectedBucket>): BucketFacts => {
    if (!compliant.inspected) throw new Error('the compliant example is inspected');
    return { ...compliant, inspected: { ...compliant.inspected, ...changed } };
  };
  const { inspected: ignored, ...uninspected } = compliant;

  judges(rule, [
    ['its compliant example', compliant, 'COMPLIANT', /./],
    ['its non-compliant example', rule.examples.nonCompliant.facts, 'NON_COMPLIANT', /./],
    ['a bucket that no instance uses', unusedBucket, 'NOT_APPLICABLE', /No Connect instance/],
    [
      'a bucket that perhaps an instance uses',
      { ...unusedBucket, use: { ...unusedBucket.use, ...incomplete } },
      'INDETERMINATE',
      /inventory is incomplete: connect:ListInstanceStorageConfigs AccessDenied/,
    ],
    ['a bucket that was not looked at', uninspected, 'INDETERMINATE', /incomplete/],
    [
      'a bucket of another account',
      inspected({ ownership: known({ owner: 'not-this-account' }) }),
      'INDETERMINATE',
      /not a bucket of this account/,
    ],
    [
      'a bucket whose owner could not be read',
      inspected({ ownership: unreadable(accessDenied('s3:ListAllMyBuckets')) }),
      'INDETERMINATE',
      /whose bucket .* is: s3:ListAllMyBuckets AccessDenied/,
    ],
    [
      'a bucket whose owner the inventory does not know',
      inspected({ ownership: absent }),
      'INDETERMINATE',
      /the inventory is silent/,
    ],
    [
      'a bucket of another region that is ours',
      inspected({ ownership: known({ owner: 'this-account', region: 'eu-central-1' }) }),
      'COMPLIANT',
      /./,
    ],
  ]);
});
