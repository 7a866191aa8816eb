import { absent, known } from '#shared/connect/fact.ts';
import type { KeyDescription } from '#shared/connect/key.ts';
import { cannotTell, compliant, nonCompliant, notApplicable, told } from '../judgements.ts';
import type { Rule } from '../rule.ts';
import type { KeyFacts } from './facts.ts';
import { judgeUsed } from './judge-used.ts';
import { deniedRead, describedKey, sampleKey } from './sample.ts';

/** Whether AWS renews the key's material by itself, where it can. */
export const rule: Rule<KeyFacts> = {
  id: 'key-rotated',
  kind: 'key',
  title: 'A key of Connect is rotated by AWS',
  severity: 'medium',
  resourceTypes: ['AWS::KMS::Key'],
  needs: ['inventory', 'key-description', 'key-rotation'],
  sources: [
    'https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html',
    'https://docs.aws.amazon.com/kms/latest/APIReference/API_GetKeyRotationStatus.html',
  ],
  remediation:
    'Turn rotation on: aws kms enable-key-rotation --key-id KEY. Of a multi-region key, do it on the primary: the replicas follow. Nothing has to be encrypted anew, and the key keeps its ARN.',
  remediable: false,
  evaluate: (facts) =>
    judgeUsed(facts, (key) => {
      const aside = notRotatable(key);
      if (aside) return notApplicable(aside);
      const { rotation } = facts;
      if (rotation.state === 'absent' || isUnsupported(rotation)) {
        return notApplicable(
          `AWS does not rotate ${key.arn}: ${replica(key) ? 'rotation of a replica follows its primary key, where it is judged' : `origin ${key.origin}, spec ${key.spec}`}.`,
        );
      }
      if (rotation.state === 'unreadable') return cannotTell(told(rotation.why));
      if (!rotation.value.enabled) {
        return nonCompliant(
          `Rotation of ${key.arn} is off. Turn it on${replica(key) ? ' at the primary key: the replicas follow' : ''}.`,
        );
      }
      const { periodInDays } = rotation.value;
      const often = periodInDays === undefined ? '' : ` every ${periodInDays} days`;
      return compliant(`AWS rotates ${key.arn}${often}.`);
    }),
  examples: {
    compliant: { facts: sampleKey(), because: 'every 365 days' },
    nonCompliant: {
      facts: sampleKey({ rotation: known({ enabled: false }) }),
      because: 'is off',
    },
    notApplicable: {
      facts: { ...describedKey({ origin: 'EXTERNAL' }), rotation: absent },
      because: 'you imported',
    },
    unreadable: {
      facts: sampleKey({ rotation: deniedRead('kms:GetKeyRotationStatus') }),
      because: 'kms:GetKeyRotationStatus AccessDenied',
    },
  },
};

/** Multi-region keys, primary and replica alike, have this id: only the primary's rotation is set. */
const replica = ({ arn }: KeyDescription): boolean => arn.includes(':key/mrk-');

const isUnsupported = (rotation: KeyFacts['rotation']): boolean =>
  rotation.state === 'unreadable' && rotation.why.code === 'UnsupportedOperationException';

/** Why AWS's rotation is not for such a key; undefined when it is, and when AWS added a kind. */
function notRotatable({ arn, manager, origin, spec, state }: KeyDescription): string | undefined {
  if (manager === 'AWS')
    return `${arn} is AWS's own: AWS rotates it every year, and nobody else can.`;
  if (state === 'PendingDeletion' || state === 'PendingReplicaDeletion') {
    return `${arn} is ${state}: AWS no longer rotates it (see key-usable-by-connect).`;
  }
  if (origin === 'EXTERNAL') {
    return `AWS does not rotate ${arn} by itself: you imported its material (EXTERNAL). Import new material and rotate on demand.`;
  }
  if (origin === 'AWS_CLOUDHSM' || origin === 'EXTERNAL_KEY_STORE') {
    return `AWS does not rotate ${arn}: it is in a custom key store (${origin}).`;
  }
  return /^(RSA|ECC|HMAC|ML_DSA)_|^SM2$/.test(spec)
    ? `AWS does not rotate ${arn}: only symmetric encryption keys, not ${spec}.`
    : undefined;
}
