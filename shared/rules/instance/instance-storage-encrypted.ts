import type { StorageAssociation } from '#shared/connect/inventory.ts';
import { compliant, judgeAll, listed, notApplicable } from '../judgements.ts';
import type { Judgement, Rule } from '../rule.ts';
import type { InstanceFacts } from './facts.ts';
import { judgeInstance, nameOf, type Storage, storageOf } from './judge-instance.ts';
import { deniedRead, recordings, sampleInstance, storageOf as storing } from './sample.ts';

const { key: _, ...unencrypted } = recordings;

/**
 * Every association of every resource type must name a KMS key. Without one Connect asks S3 for
 * nothing, and the bucket's default is taken. Streams have no key of the association: how they are
 * encrypted the rules about streams judge.
 */
export const rule: Rule<InstanceFacts> = {
  id: 'instance-storage-encrypted',
  kind: 'instance',
  title: 'All that an instance of Connect stores is encrypted with a KMS key',
  severity: 'high',
  resourceTypes: ['AWS::Connect::Instance'],
  needs: ['inventory'],
  sources: [
    'https://docs.aws.amazon.com/connect/latest/APIReference/API_InstanceStorageConfig.html',
    'https://docs.aws.amazon.com/connect/latest/APIReference/API_EncryptionConfig.html',
    'https://docs.aws.amazon.com/connect/latest/adminguide/encryption-at-rest.html',
  ],
  remediation:
    'Give the storage of the resource type a KMS key: in the console under Data storage, or aws connect update-instance-storage-config with an EncryptionConfig (EncryptionType KMS, KeyId the full ARN of the key), as somebody who may kms:CreateGrant on it. What is stored already stays as it is.',
  remediable: false,
  evaluate: (facts) =>
    judgeInstance(facts, (instance) => judge(nameOf(instance), storageOf(instance))),
  examples: {
    compliant: { facts: sampleInstance(), because: 'with a KMS key' },
    nonCompliant: {
      facts: sampleInstance({ storage: storing(recordings, unencrypted) }),
      because: 'without a KMS key',
    },
    notApplicable: { facts: sampleInstance({ storage: storing() }), because: 'stores nothing' },
    unreadable: {
      facts: sampleInstance({
        storage: {
          ...storing(recordings),
          ATTACHMENTS: deniedRead('connect:ListInstanceStorageConfigs'),
        },
      }),
      because: 'connect:ListInstanceStorageConfigs AccessDenied',
    },
  },
};

const whereOf = ({ resourceType, bucket, videoStreamPrefix }: StorageAssociation): string =>
  `${resourceType}${bucket ? ` in ${bucket}` : videoStreamPrefix ? ` in video streams ${videoStreamPrefix}…` : ''}`;

const streamTypes = ['KINESIS_STREAM', 'KINESIS_FIREHOSE'];
const keyTypes = ['S3', 'KINESIS_VIDEO_STREAM'];

function judge(name: string, { associations, doubts }: Storage): Judgement {
  const streams = associations.filter(({ storageType }) => streamTypes.includes(storageType));
  const stored = associations.filter(({ storageType }) => keyTypes.includes(storageType));
  const strange = associations.filter((each) => !streams.includes(each) && !stored.includes(each));
  const plain = stored.filter(({ key }) => key === undefined);
  const elsewhere =
    streams.length > 0
      ? ` ${listed(typesOf(streams))} ${streams.length === 1 ? 'goes' : 'go'} to streams, which stream-encrypted and delivery-stream-encrypted judge.`
      : '';
  return judgeAll(
    plain.length > 0
      ? [
          `${name} stores ${listed(plain.map(whereOf))} without a KMS key: the bucket's default decides. Give the storage a key.`,
        ]
      : [],
    [
      ...doubts,
      ...strange.map(
        ({ resourceType, storageType }) =>
          `how ${resourceType} of ${name} is encrypted in ${storageType}`,
      ),
    ],
    () =>
      stored.length > 0
        ? compliant(`${name} stores ${listed(typesOf(stored))} with a KMS key.${elsewhere}`)
        : notApplicable(
            `${name} stores nothing in buckets or video streams: there is nothing to encrypt.${elsewhere}`,
          ),
  );
}

const typesOf = (associations: readonly StorageAssociation[]): readonly string[] => [
  ...new Set(associations.map(({ resourceType }) => resourceType)),
];
