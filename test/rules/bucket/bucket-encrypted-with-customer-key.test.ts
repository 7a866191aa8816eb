import { describe } from '@jest/globals';
import { absent, type Fact, known, unreadable } from '#shared/connect/fact.ts';
import type { KeyDescription } from '#shared/connect/key.ts';
import { rule } from '#shared/rules/bucket/bucket-encrypted-with-customer-key.ts';
import type { BucketFacts } from '#shared/rules/bucket/facts.ts';
import { configuredBucket } from '#shared/rules/bucket/sample-configuration.ts';
import { customerKey } from '../../fakes/keys.ts';
import { accessDenied } from '../../fakes/state.ts';
import { judges } from '../judges.ts';

const id = '0d1c2b3a-4e5f-4678-9abc-def012345678';
const arn = `arn:aws:kms:ap-northeast-1:111122223333:key/${id}` as const;
const own = customerKey(arn);
const denied = unreadable(accessDenied('kms:DescribeKey'));
const encrypts = (
  algorithm: string,
  key: string | undefined,
  encryptionKey: Fact<KeyDescription>,
): BucketFacts =>
  configuredBucket({
    encryption: known({ algorithm, ...(key !== undefined && { key }) }),
    encryptionKey,
  });
const described = (changed: Partial<KeyDescription>) =>
  encrypts('aws:kms', arn, known({ ...own, ...changed }));
const storingWith = (key: string): BucketFacts => {
  const facts = described({});
  const associations = facts.use.associations.map((each) => ({ ...each, key }));
  return { ...facts, use: { ...facts.use, associations } };
};
const foreign = 'arn:aws:kms:ap-northeast-1:444455556666:key/9f8e';
const gov = 'arn:aws-us-gov:kms:us-gov-west-1:111122223333:key/1' as const;

const elsewhere = (): BucketFacts => {
  const facts = encrypts('aws:kms', id, absent);
  return facts.inspected
    ? {
        ...facts,
        inspected: {
          ...facts.inspected,
          ownership: known({ owner: 'this-account', region: 'eu-central-1' }),
        },
      }
    : facts;
};

describe('bucket-encrypted-with-customer-key', () => {
  judges(rule, [
    [
      'SSE-KMS with a customer key',
      described({}),
      'COMPLIANT',
      /a key that you manage \(aws:kms\)\.$/,
    ],
    [
      'DSSE-KMS with a customer key',
      encrypts('aws:kms:dsse', arn, known(own)),
      'COMPLIANT',
      /aws:kms:dsse/,
    ],
    ['a key named by its id', encrypts('aws:kms', id, known(own)), 'COMPLIANT', new RegExp(arn)],
    [
      'a key of another partition',
      encrypts('aws:kms', gov, known({ ...own, arn: gov })),
      'COMPLIANT',
      /aws-us-gov/,
    ],
    ['AES256', encrypts('AES256', undefined, absent), 'NON_COMPLIANT', /encrypts with AES256/],
    [
      'no default encryption',
      configuredBucket({ encryption: absent, encryptionKey: absent }),
      'NON_COMPLIANT',
      /no default encryption/,
    ],
    [
      'SSE-KMS without a key',
      encrypts('aws:kms', undefined, absent),
      'NON_COMPLIANT',
      /names no key: AWS's own aws\/s3/,
    ],
    [
      "AWS's own key by its alias",
      encrypts('aws:kms', 'alias/aws/s3', known({ ...own, manager: 'AWS' })),
      'NON_COMPLIANT',
      /a key that AWS manages/,
    ],
    [
      "AWS's own key by its ARN",
      described({ manager: 'AWS' }),
      'NON_COMPLIANT',
      /a key that AWS manages/,
    ],
    [
      "another account's key",
      encrypts('aws:kms', foreign, known({ ...own, account: '444455556666' })),
      'NON_COMPLIANT',
      /key of account 444455556666/,
    ],
    [
      "another account's key that may not be looked at",
      encrypts('aws:kms', foreign, denied),
      'NON_COMPLIANT',
      /key of account 444455556666/,
    ],
    [
      "another account's key behind an alias of ours",
      described({ account: '444455556666' }),
      'NON_COMPLIANT',
      /key of account 444455556666/,
    ],
    [
      'a key that is not there',
      encrypts('aws:kms', arn, absent),
      'NON_COMPLIANT',
      /there is no such key/,
    ],
    ['a bucket of another region', elsewhere(), 'INDETERMINATE', /another region/],
    [
      'a key that is disabled',
      described({ state: 'Disabled' }),
      'NON_COMPLIANT',
      /which is Disabled/,
    ],
    [
      'a key pending deletion',
      described({ state: 'PendingDeletion' }),
      'NON_COMPLIANT',
      /PendingDeletion/,
    ],
    [
      'a state that AWS may add',
      described({ state: 'Frozen' }),
      'INDETERMINATE',
      /while it is Frozen/,
    ],
    ['a manager that AWS may add', described({ manager: 'PARTNER' }), 'INDETERMINATE', /PARTNER/],
    [
      'an algorithm that AWS may add',
      encrypts('aws:fsx', arn, known(own)),
      'INDETERMINATE',
      /aws:fsx/,
    ],
    [
      'a key that may not be described',
      encrypts('aws:kms', arn, denied),
      'INDETERMINATE',
      /kms:DescribeKey AccessDenied/,
    ],
    [
      'a refused read',
      configuredBucket({ encryption: unreadable(accessDenied('s3:GetEncryptionConfiguration')) }),
      'INDETERMINATE',
      /s3:GetEncryptionConfiguration/,
    ],
    ["Connect's storage with the same key", storingWith(arn), 'COMPLIANT', /\)\.$/],
    [
      "Connect's storage with another key, which it mentions",
      storingWith(`${arn}9`),
      'COMPLIANT',
      /Connect itself stores with .*56789\./,
    ],
  ]);
});
