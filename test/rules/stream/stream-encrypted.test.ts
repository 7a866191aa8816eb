import { describe, expect, it } from '@jest/globals';
import { absent } from '#shared/connect/fact.ts';
import type { KinesisStreamFacts } from '#shared/rules/stream/facts.ts';
import { denied, sampleEncryption, sampleStream, unused } from '#shared/rules/stream/sample.ts';
import { rule } from '#shared/rules/stream/stream-encrypted.ts';

const blind = {
  complete: false,
  unreadable: [{ action: 'connect:ListInstances', code: 'Throttling', message: '' }],
};

describe('stream-encrypted', () => {
  it.each<[string, Partial<KinesisStreamFacts>, string, RegExp]>([
    ['a customer key', {}, 'COMPLIANT', /encrypted with arn:aws:kms/],
    ["AWS's key", sampleEncryption('KMS', 'alias/aws/kinesis'), 'COMPLIANT', /alias\/aws\/kinesis/],
    ['a key without a name', sampleEncryption('KMS'), 'COMPLIANT', /does not name/],
    ['no encryption', sampleEncryption('NONE'), 'NON_COMPLIANT', /plaintext/],
    ['a new encryption type', sampleEncryption('QUANTUM'), 'INDETERMINATE', /QUANTUM/],
    [
      'no description',
      { description: denied('kinesis:DescribeStreamSummary') },
      'INDETERMINATE',
      /^kinesis:DescribeStreamSummary AccessDenied/,
    ],
    ['no stream', { description: absent }, 'NOT_APPLICABLE', /no stream/],
    ['nobody who uses it', { use: unused }, 'NOT_APPLICABLE', /No Connect instance/],
    [
      'nobody known to use it',
      { use: { ...unused, ...blind } },
      'INDETERMINATE',
      /incomplete: connect:ListInstances Throttling/,
    ],
    [
      'nobody known to use it, unencrypted',
      { use: { ...unused, ...blind }, ...sampleEncryption('NONE') },
      'INDETERMINATE',
      /incomplete/,
    ],
    [
      'half an inventory, unencrypted',
      { use: { ...sampleStream().use, ...blind }, ...sampleEncryption('NONE') },
      'NON_COMPLIANT',
      /plaintext/,
    ],
  ])('with %s', (_, changed, verdict, because) => {
    expect(rule.evaluate(sampleStream(changed))).toMatchObject({
      verdict,
      because: expect.stringMatching(because),
    });
  });
});
