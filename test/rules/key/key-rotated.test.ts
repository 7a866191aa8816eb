import { describe } from '@jest/globals';
import { absent, known, unreadable } from '#shared/connect/fact.ts';
import type { KeyFacts } from '#shared/rules/key/facts.ts';
import { rule } from '#shared/rules/key/key-rotated.ts';
import { describedKey, sampleKey, unusedKey } from '#shared/rules/key/sample.ts';
import { accessDenied } from '../../fakes/state.ts';
import { judges } from '../judges.ts';

const off: KeyFacts['rotation'] = known({ enabled: false });
const unsupported: KeyFacts['rotation'] = unreadable({
  action: 'kms:GetKeyRotationStatus',
  code: 'UnsupportedOperationException',
  message: '',
});
const replica = {
  arn: 'arn:aws:kms:ap-northeast-1:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab',
} as const;
const incomplete = {
  ...unusedKey.use,
  complete: false,
  unreadable: [accessDenied('connect:ListInstances')],
};

describe('key-rotated', () => {
  judges(rule, [
    ['its compliant example', sampleKey(), 'COMPLIANT', /every 365 days/],
    [
      'rotation that says no period',
      sampleKey({ rotation: known({ enabled: true }) }),
      'COMPLIANT',
      /AWS rotates .*678\.$/,
    ],
    [
      'rotation that is off',
      sampleKey({ rotation: off }),
      'NON_COMPLIANT',
      /Rotation of arn:aws:kms.* is off\. Turn it on\.$/,
    ],
    [
      'imported material',
      { ...describedKey({ origin: 'EXTERNAL' }), rotation: off },
      'NOT_APPLICABLE',
      /you imported its material/,
    ],
    [
      'a custom key store',
      { ...describedKey({ origin: 'AWS_CLOUDHSM' }), rotation: absent },
      'NOT_APPLICABLE',
      /custom key store/,
    ],
    [
      'an external key store',
      { ...describedKey({ origin: 'EXTERNAL_KEY_STORE' }), rotation: unsupported },
      'NOT_APPLICABLE',
      /custom key store/,
    ],
    [
      'an asymmetric key',
      { ...describedKey({ spec: 'RSA_4096' }), rotation: absent },
      'NOT_APPLICABLE',
      /only symmetric encryption keys, not RSA_4096/,
    ],
    [
      'an HMAC key',
      { ...describedKey({ spec: 'HMAC_256' }), rotation: unsupported },
      'NOT_APPLICABLE',
      /HMAC_256/,
    ],
    [
      "AWS's own key",
      { ...describedKey({ manager: 'AWS' }), rotation: known({ enabled: true }) },
      'NOT_APPLICABLE',
      /AWS rotates it every year/,
    ],
    [
      'a key pending deletion',
      { ...describedKey({ state: 'PendingDeletion' }), rotation: off },
      'NOT_APPLICABLE',
      /PendingDeletion/,
    ],
    [
      'a disabled key',
      { ...describedKey({ state: 'Disabled' }), rotation: off },
      'NON_COMPLIANT',
      /is off/,
    ],
    [
      'a replica whose primary does not rotate',
      { ...describedKey(replica), rotation: off },
      'NON_COMPLIANT',
      /at the primary key/,
    ],
    [
      'a replica that cannot be asked',
      { ...describedKey(replica), rotation: unsupported },
      'NOT_APPLICABLE',
      /follows its primary/,
    ],
    [
      'a spec that AWS may add and does not rotate',
      { ...describedKey({ spec: 'KYBER_768' }), rotation: absent },
      'NOT_APPLICABLE',
      /KYBER_768/,
    ],
    [
      'a spec and origin that AWS may add, and rotates',
      { ...describedKey({ spec: 'SYMMETRIC_NEXT', origin: 'AWS_NITRO' }), rotation: off },
      'NON_COMPLIANT',
      /is off/,
    ],
    [
      'a refused read',
      sampleKey({ rotation: unreadable(accessDenied('kms:GetKeyRotationStatus')) }),
      'INDETERMINATE',
      /kms:GetKeyRotationStatus AccessDenied/,
    ],
    [
      'a refused description',
      sampleKey({ description: unreadable(accessDenied('kms:DescribeKey')) }),
      'INDETERMINATE',
      /kms:DescribeKey AccessDenied/,
    ],
    ['a key that is gone', sampleKey({ description: absent }), 'NOT_APPLICABLE', /no such key/],
    ['a key that nobody uses', unusedKey, 'NOT_APPLICABLE', /No Connect instance/],
    [
      'a key that perhaps somebody uses',
      { ...unusedKey, use: incomplete },
      'INDETERMINATE',
      /connect:ListInstances AccessDenied/,
    ],
  ]);
});
