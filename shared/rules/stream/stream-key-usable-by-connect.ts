import type { ConnectInstance } from '#shared/connect/inventory.ts';
import type { KeyDescription } from '#shared/connect/key.ts';
import { viaService } from '#shared/connect/via-service.ts';
import {
  cannotTell,
  compliant,
  judgeAll,
  listed,
  nonCompliant,
  notApplicable,
  told,
} from '../judgements.ts';
import { grantAllows, policiesAllow } from '../key-access.ts';
import { unusableKeyStates } from '../key-states.ts';
import { ownPolicies } from '../principal-access.ts';
import type { Judgement, Rule } from '../rule.ts';
import type { InspectedKey, KinesisStreamFacts } from './facts.ts';
import { denied, inspected, keyOf, sampleEncryption, sampleStream, unused } from './sample.ts';
import { shortKey } from './short-key.ts';
import { incomplete, unlessUsed } from './unless-used.ts';

/**
 * Connect does not say when it cannot encrypt: the records are gone. What it may use is asked in
 * this order: the stream's encryption, AWS's own key, the keys of the instance's storage, grants,
 * the key's policy.
 */
export const rule: Rule<KinesisStreamFacts> = {
  id: 'stream-key-usable-by-connect',
  kind: 'stream',
  title: 'Connect can use the key of the stream that it writes to',
  severity: 'critical',
  resourceTypes: ['AWS::Kinesis::Stream'],
  needs: [
    'inventory',
    'settings',
    'stream-description',
    'key-description',
    'key-policy',
    'key-grants',
    'role-policies',
  ],
  sources: [
    'https://docs.aws.amazon.com/connect/latest/adminguide/data-streaming.html',
    'https://docs.aws.amazon.com/streams/latest/dev/permissions-user-key-KMS.html',
    'https://docs.aws.amazon.com/kms/latest/developerguide/grants.html',
  ],
  remediation:
    "Encrypt the stream with the key of the instance's call recordings or exported reports, or store recordings or exported reports with the stream's key: either gives Connect kms:GenerateDataKey on it. Records that were dropped do not come back.",
  remediable: false,
  evaluate(facts) {
    const { use, description, key, settings } = facts;
    const aside = unlessUsed(use);
    if (aside) return aside;
    if (description.state === 'unreadable') return cannotTell(told(description.why));
    if (description.state === 'absent') return notApplicable('There is no stream of this name.');
    const { name, encryptionType, key: keyName = '' } = description.value;
    if (encryptionType === 'NONE') {
      return nonCompliant(
        `${name} is not encrypted. Encrypt it with the key of the recordings or exported reports.`,
      );
    }
    if (encryptionType !== 'KMS') {
      return cannotTell(`what encryption type ${encryptionType} of ${name} means`);
    }
    if (settings.state === 'unreadable') return cannotTell(told(settings.why));
    const { strict = {} } = settings.state === 'known' ? settings.value : {};
    if (isAwsKey(keyName, key)) return byAwsKey(name, strict.awsManagedKinesisKey === true);
    if (key.description.state === 'unreadable') return cannotTell(told(key.description.why));
    if (key.description.state === 'absent') {
      return nonCompliant(
        `${dropped(facts)}: ${name} is encrypted with ${keyName}, which is gone.`,
      );
    }
    const streamKey = key.description.value;
    if (streamKey.state !== 'Enabled') {
      const what = shortKey(streamKey.arn, facts.place);
      return unusableKeyStates.has(streamKey.state)
        ? nonCompliant(`${dropped(facts)}: ${what} of ${name} is ${streamKey.state}.`)
        : cannotTell(`whether Connect can use ${what} of ${name} while it is ${streamKey.state}`);
    }
    const answers = use.instances.map((each) =>
      usableBy(each, facts, streamKey, strict.streamKeyEquality === true),
    );
    return judgeAll(
      answers.flatMap(({ problem }) => problem ?? []),
      [...answers.flatMap(({ doubt }) => doubt ?? []), ...(use.complete ? [] : [incomplete(use)])],
      () =>
        compliant(
          `Connect can use ${shortKey(streamKey.arn, facts.place)} of ${name}: ${answers.flatMap(({ fine }) => fine ?? []).join('; ')}.`,
        ),
    );
  },
  examples: {
    compliant: { facts: sampleStream(), because: 'is also the key of the CALL_RECORDINGS' },
    nonCompliant: {
      facts: sampleStream({
        ...sampleEncryption('KMS', keyOf('2').arn),
        key: inspected(keyOf('2')),
      }),
      because: 'being dropped silently',
    },
    notApplicable: { facts: sampleStream({ use: unused }), because: 'No Connect instance' },
    unreadable: {
      facts: sampleStream({
        key: inspected(keyOf('2'), { description: denied('kms:DescribeKey') }),
      }),
      because: 'kms:DescribeKey AccessDenied',
    },
  },
};

const isAwsKey = (name: string, { description }: InspectedKey): boolean =>
  /(^|:)alias\/aws\/kinesis$/.test(name) ||
  (description.state === 'known' && description.value.manager === 'AWS');

/** AWS's pages disagree whether Connect can write with it: a setting decides. */
const byAwsKey = (name: string, strict: boolean): Judgement =>
  strict
    ? nonCompliant(
        `${name} is encrypted with AWS's own aws/kinesis, which the settings (strict.awsManagedKinesisKey) do not take. Encrypt it with the key of the recordings or exported reports.`,
      )
    : compliant(
        `${name} is encrypted with AWS's own aws/kinesis. AWS's pages disagree whether Connect can write with it: see that records arrive.`,
      );

const nameOf = ({ alias, id }: Pick<ConnectInstance, 'alias' | 'id'>): string => alias ?? id;

/** What is lost, of which instances. */
function dropped({ use }: KinesisStreamFacts, instances = use.instances): string {
  const types = [...new Set(use.associations.map(({ resourceType }) => resourceType))];
  return `${listed(types) || 'Records'} of ${listed(instances.map(nameOf))} are being dropped silently`;
}

interface Answer {
  readonly fine?: string;
  readonly problem?: string;
  readonly doubt?: string;
}

/** Whether one instance can use the stream's key: equality, then grants, then the key's policy. */
function usableBy(
  instance: ConnectInstance,
  facts: KinesisStreamFacts,
  streamKey: KeyDescription,
  equalityOnly: boolean,
): Answer {
  const own = facts.instanceKeys.filter((each) => each.instance === instance.arn);
  const equal = own.find(
    ({ description }) => description.state === 'known' && description.value.arn === streamKey.arn,
  );
  if (equal) {
    return { fine: `it is also the key of the ${equal.resourceType} of ${nameOf(instance)}` };
  }
  const unseen = [
    ...own.flatMap(({ description }) =>
      description.state === 'unreadable' ? [told(description.why)] : [],
    ),
    ...['CALL_RECORDINGS', 'CHAT_TRANSCRIPTS', 'SCHEDULED_REPORTS'].flatMap((type) => {
      const storage = instance.storage[type];
      return storage?.state === 'unreadable' ? [told(storage.why)] : [];
    }),
  ];
  const further = equalityOnly ? {} : byGrantOrPolicy(instance, facts, streamKey);
  if (further.fine !== undefined) return further;
  const doubts = [...unseen, ...(further.doubt === undefined ? [] : [further.doubt])];
  if (doubts.length > 0) return { doubt: doubts.join('; ') };
  return { problem: problemOf(instance, facts, streamKey, equalityOnly) };
}

function byGrantOrPolicy(
  instance: ConnectInstance,
  { key, rolePolicies, description, place }: KinesisStreamFacts,
  streamKey: KeyDescription,
): Answer {
  if (instance.serviceRole.state !== 'known') {
    return {
      doubt:
        instance.serviceRole.state === 'unreadable'
          ? told(instance.serviceRole.why)
          : `which role ${nameOf(instance)} works as`,
    };
  }
  const role = instance.serviceRole.value;
  const stream = description.state === 'known' ? description.value.arn : '';
  const usage = {
    operation: 'GenerateDataKey',
    viaService: viaService('kinesis', place.partition, place.region),
    encryptionContext: { 'aws:kinesis:arn': stream },
  };
  if (grantAllows(key.grants, role, streamKey, usage)) {
    return { fine: `a grant lets the role of ${nameOf(instance)} kms:GenerateDataKey` };
  }
  const own = ownPolicies(rolePolicies[role.arn], role.arn);
  // A key policy that names the role needs nothing of the role's own policies.
  const policies = typeof own === 'string' ? { identity: [] } : own;
  const access = policiesAllow(key.policy, policies, role, streamKey, usage);
  if (access.allowed) {
    return { fine: `its policy lets the role of ${nameOf(instance)} kms:GenerateDataKey` };
  }
  const doubts = [
    ...(key.grants.state === 'unreadable' ? [told(key.grants.why)] : []),
    ...(access.allowed === undefined ? [access.because] : []),
    ...(typeof own === 'string' && access.allowed === false && !access.denied ? [own] : []),
  ];
  return doubts.length > 0 ? { doubt: doubts.join('; ') } : {};
}

/** Names both keys, and what to change. */
function problemOf(
  instance: ConnectInstance,
  facts: KinesisStreamFacts,
  streamKey: KeyDescription,
  equalityOnly: boolean,
): string {
  const { place, instanceKeys } = facts;
  const shown = shortKey(streamKey.arn, place);
  const storage = instanceKeys.find(
    ({ instance: of, description }) => of === instance.arn && description.state === 'known',
  );
  const loss = equalityOnly
    ? `The key of the stream is not one of the storage of ${nameOf(instance)} (strict.streamKeyEquality)`
    : dropped(facts, [instance]);
  if (storage?.description.state !== 'known') {
    return `${loss}: Connect cannot use the stream's ${shown}, and no recordings, transcripts or reports have a key of yours. Store recordings or exported reports with ${shown}.`;
  }
  const other = shortKey(storage.description.value.arn, place);
  return `${loss}: the stream has ${shown}, ${storage.resourceType} ${other}. Encrypt the stream with the latter, or recordings or reports with the former.`;
}
