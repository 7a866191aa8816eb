import { known } from '#shared/connect/fact.ts';
import type { KeyDescription } from '#shared/connect/key.ts';
import {
  cannotTell,
  compliant,
  judgeAll,
  listed,
  nonCompliant,
  notApplicable,
  told,
} from '../judgements.ts';
import { unusableKeyStates } from '../key-states.ts';
import type { Judgement, Rule } from '../rule.ts';
import { type Answer, storingInstances, usableBy } from './connect-access.ts';
import type { KeyFacts } from './facts.ts';
import { judgeUsed } from './judge-used.ts';
import { deniedRead, sampleKey, unusedKey } from './sample.ts';

/**
 * Whether Connect can encrypt and decrypt what it stores with the key: its state and kind, then a
 * grant to each instance's role, else the key's policy, else (instances from before 2018-10-17)
 * the role's own policies.
 */
export const rule: Rule<KeyFacts> = {
  id: 'key-usable-by-connect',
  kind: 'key',
  title: 'Connect can use the key that its storage is encrypted with',
  severity: 'critical',
  resourceTypes: ['AWS::KMS::Key'],
  needs: ['inventory', 'key-description', 'key-policy', 'key-grants', 'role-policies'],
  sources: [
    'https://docs.aws.amazon.com/connect/latest/adminguide/key-management.html',
    'https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html',
    'https://docs.aws.amazon.com/kms/latest/developerguide/grants.html',
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html',
  ],
  remediation:
    'Enable the key, or cancel its deletion first (aws kms cancel-key-deletion, then enable-key). If only the grant is missing, associate the storage with the key once more as somebody who may kms:CreateGrant: Connect then makes the grant. A key of another kind cannot be mended: associate a symmetric encryption key. What could not be stored meanwhile is lost.',
  remediable: false,
  evaluate: (facts) =>
    judgeUsed(
      facts,
      (key) => judgeKind(key, facts) ?? judgeAccess(key, facts),
      () => nonCompliant(`There is no key ${facts.id}: ${stops(facts)}. Associate another key.`),
    ),
  examples: {
    compliant: { facts: sampleKey(), because: 'a grant to its role' },
    nonCompliant: {
      facts: sampleKey({ grants: known([]) }),
      because: 'cannot kms:GenerateDataKey and kms:Decrypt',
    },
    notApplicable: { facts: unusedKey, because: 'No Connect instance' },
    unreadable: {
      facts: sampleKey({ grants: deniedRead('kms:ListGrants') }),
      because: 'kms:ListGrants AccessDenied',
    },
  },
};

/** What no longer works without the key. */
function stops({ use }: KeyFacts): string {
  const types = new Set(use.associations.map(({ resourceType }) => resourceType));
  const names = use.instances.map(({ alias, id }) => alias ?? id);
  return `${listed([...types])} of ${listed(names)} cannot be stored or read`;
}

/** The judgement of a key that nobody can encrypt storage with; undefined when its kind is right. */
function judgeKind(key: KeyDescription, facts: KeyFacts): Judgement | undefined {
  const { arn, state, spec, usage, deletionDate } = key;
  if (state !== 'Enabled') {
    const when = deletionDate === undefined ? '' : ` (gone on ${deletionDate})`;
    return unusableKeyStates.has(state)
      ? nonCompliant(
          `${arn} is ${state}${when}: ${stops(facts)}. ${state.startsWith('Pending') && state !== 'PendingImport' ? 'Cancel the deletion and enable it' : 'Make it Enabled'}.`,
        )
      : cannotTell(`whether Connect can use ${arn} while it is ${state}`);
  }
  const wanted = 'Associate a key of SYMMETRIC_DEFAULT for ENCRYPT_DECRYPT.';
  if (usage !== 'ENCRYPT_DECRYPT') {
    return ['SIGN_VERIFY', 'GENERATE_VERIFY_MAC', 'KEY_AGREEMENT'].includes(usage)
      ? nonCompliant(`${arn} is for ${usage}: ${stops(facts)}. ${wanted}`)
      : cannotTell(`what key usage ${usage} of ${arn} means`);
  }
  if (spec === 'SYMMETRIC_DEFAULT') return undefined;
  return /^(RSA|ECC|HMAC|ML_DSA)_|^SM2$/.test(spec)
    ? nonCompliant(`${arn} is a key of ${spec}: ${stops(facts)}. ${wanted}`)
    : cannotTell(`what key spec ${spec} of ${arn} means`);
}

function judgeAccess(key: KeyDescription, facts: KeyFacts): Judgement {
  if (key.manager === 'AWS') {
    return notApplicable(`${key.arn} is AWS's own and Enabled: AWS sets who may use it.`);
  }
  const storing = storingInstances(facts.use);
  if (storing.length === 0) {
    return notApplicable(
      'Only streams and deliveries use this key: the rules about them judge whether Connect and Firehose can.',
    );
  }
  const answers = storing.map((each): Answer => usableBy(each, key, facts));
  const { complete, unreadable } = facts.use;
  const unseen = complete
    ? []
    : [`the inventory is incomplete: ${unreadable.map(told).join('; ')}`];
  return judgeAll(
    answers.flatMap(({ problem }) => problem ?? []),
    [...new Set([...answers.flatMap(({ doubts }) => doubts ?? []), ...unseen])],
    () => compliant(answers.flatMap(({ fine }) => fine ?? []).join(' ')),
  );
}
