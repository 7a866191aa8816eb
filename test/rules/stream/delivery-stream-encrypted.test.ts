import { describe, expect, it } from '@jest/globals';
import { absent, known } from '#shared/connect/fact.ts';
import { rule } from '#shared/rules/stream/delivery-stream-encrypted.ts';
import type { DeliveryStreamFacts } from '#shared/rules/stream/facts.ts';
import { denied, unused } from '#shared/rules/stream/sample.ts';
import {
  delivery,
  directPut,
  sampleDelivery,
  sampleSource,
} from '#shared/rules/stream/sample-delivery.ts';

describe('delivery-stream-encrypted', () => {
  it.each<[string, Partial<DeliveryStreamFacts>, string, RegExp]>([
    ['an encrypted source', {}, 'COMPLIANT', /reads contact-records, which is encrypted/],
    [
      'a source in plaintext',
      { source: sampleSource('NONE') },
      'NON_COMPLIANT',
      /which is not encrypted/,
    ],
    [
      'a source of a new encryption type',
      { source: sampleSource('X') },
      'INDETERMINATE',
      /encryption type X/,
    ],
    ['a source that is gone', { source: absent }, 'NON_COMPLIANT', /does not exist/],
    [
      'a source that is not named',
      { source: absent, description: known((({ source: _, ...rest }) => rest)(delivery)) },
      'INDETERMINATE',
      /which stream/,
    ],
    [
      'a source that is not readable',
      { source: denied('kinesis:DescribeStreamSummary') },
      'INDETERMINATE',
      /kinesis:DescribeStreamSummary/,
    ],
    [
      'a source, and its own setting that AWS ignores',
      {
        description: known({ ...delivery, encryption: { status: 'ENABLED' } }),
        source: sampleSource('NONE'),
      },
      'NON_COMPLIANT',
      /not encrypted/,
    ],
    [
      'DirectPut, enabled',
      { description: directPut('ENABLED', { keyType: 'AWS_OWNED_CMK' }) },
      'COMPLIANT',
      /AWS_OWNED_CMK/,
    ],
    [
      'DirectPut, enabled with a key',
      {
        description: directPut('ENABLED', {
          keyType: 'CUSTOMER_MANAGED_CMK',
          key: 'arn:aws:kms:x',
        }),
      },
      'COMPLIANT',
      /arn:aws:kms:x/,
    ],
    ['DirectPut, disabled', { description: directPut('DISABLED') }, 'NON_COMPLIANT', /plaintext/],
    [
      'DirectPut, though some source is encrypted',
      { description: directPut('DISABLED'), source: sampleSource() },
      'NON_COMPLIANT',
      /plaintext/,
    ],
    [
      'DirectPut, enabling',
      { description: directPut('ENABLING') },
      'NON_COMPLIANT',
      /not encrypted yet/,
    ],
    [
      'DirectPut, enabling failed',
      { description: directPut('ENABLING_FAILED', { key: 'k' }) },
      'NON_COMPLIANT',
      /see whether k can be used/,
    ],
    [
      'DirectPut, disabling',
      { description: directPut('DISABLING') },
      'NON_COMPLIANT',
      /being disabled/,
    ],
    ['DirectPut, a new status', { description: directPut('RESTING') }, 'INDETERMINATE', /RESTING/],
    [
      'another kind of source',
      { description: known({ ...delivery, type: 'MSKAsSource' }) },
      'INDETERMINATE',
      /MSKAsSource/,
    ],
    [
      'no description',
      { description: denied('firehose:DescribeDeliveryStream') },
      'INDETERMINATE',
      /firehose:DescribeDeliveryStream/,
    ],
    ['no delivery stream', { description: absent }, 'NOT_APPLICABLE', /no delivery stream/],
    ['nobody who uses it', { use: unused }, 'NOT_APPLICABLE', /No Connect instance/],
    [
      'nobody known to use it',
      {
        use: {
          ...unused,
          complete: false,
          unreadable: [{ action: 'firehose:ListDeliveryStreams', code: 'X', message: '' }],
        },
      },
      'INDETERMINATE',
      /incomplete/,
    ],
  ])('with %s', (_, changed, verdict, because) => {
    expect(rule.evaluate(sampleDelivery(changed))).toMatchObject({
      verdict,
      because: expect.stringMatching(because),
    });
  });
});
