import type { BucketEncryption } from '#shared/connect/bucket-configuration.ts';
import { absent, known } from '#shared/connect/fact.ts';
import type { KeyDescription } from '#shared/connect/key.ts';
import { cannotTell, compliant, nonCompliant, told } from '../judgements.ts';
import { unusableKeyStates } from '../key-states.ts';
import type { Judgement, Rule } from '../rule.ts';
import type { BucketConfiguration, BucketFacts, InspectedBucket } from './facts.ts';
import { judgeConfiguration } from './judge-configuration.ts';
import { unusedBucket } from './sample.ts';
import { configuredBucket, deniedRead } from './sample-configuration.ts';

const key: KeyDescription = {
  arn: 'arn:aws:kms:ap-northeast-1:111122223333:key/0d1c2b3a-4e5f-4678-9abc-def012345678',
  account: '111122223333',
  manager: 'CUSTOMER',
  state: 'Enabled',
  spec: 'SYMMETRIC_DEFAULT',
  usage: 'ENCRYPT_DECRYPT',
  origin: 'AWS_KMS',
};

const withKey: BucketEncryption = { algorithm: 'aws:kms', key: key.arn };

/** What is written without a key of its own (exports, transcripts of other tools) gets the bucket's. */
export const rule: Rule<BucketFacts> = {
  id: 'bucket-encrypted-with-customer-key',
  kind: 'bucket',
  title: 'A bucket of Connect encrypts with a key of this account that the customer manages',
  severity: 'medium',
  resourceTypes: ['AWS::S3::Bucket'],
  needs: ['inventory', 'bucket-encryption', 'key-description'],
  sources: [
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html',
    'https://docs.aws.amazon.com/AmazonS3/latest/API/API_ServerSideEncryptionByDefault.html',
    'https://docs.aws.amazon.com/connect/latest/adminguide/encryption-at-rest.html',
  ],
  remediation:
    'Set the default encryption of the bucket to SSE-KMS (or DSSE-KMS) with the full ARN of a key that you manage in this account, best the key of the storage associations: aws s3api put-bucket-encryption. Objects that are there keep their encryption until they are copied onto themselves.',
  remediable: false,
  evaluate: (facts) =>
    judgeConfiguration(facts, (configuration) => {
      const { encryption } = configuration;
      if (encryption.state === 'unreadable') return cannotTell(told(encryption.why));
      if (encryption.state === 'absent') {
        return nonCompliant(
          `${facts.bucket} has no default encryption. Set SSE-KMS with a key that you manage.`,
        );
      }
      const { algorithm } = encryption.value;
      if (algorithm === 'AES256') {
        return nonCompliant(
          `${facts.bucket} encrypts with AES256, keys of S3 that nobody can refuse or audit. Set SSE-KMS with a key that you manage.`,
        );
      }
      return algorithm === 'aws:kms' || algorithm === 'aws:kms:dsse'
        ? judgeKey(facts, encryption.value, configuration)
        : cannotTell(`what the default encryption ${algorithm} of ${facts.bucket} means`);
    }),
  examples: {
    compliant: {
      facts: configuredBucket({ encryption: known(withKey), encryptionKey: known(key) }),
      because: 'a key that you manage',
    },
    nonCompliant: {
      facts: configuredBucket({
        encryption: known({ algorithm: 'AES256' }),
        encryptionKey: absent,
      }),
      because: 'encrypts with AES256',
    },
    notApplicable: { facts: unusedBucket, because: 'No Connect instance' },
    unreadable: {
      facts: configuredBucket({ encryption: deniedRead('s3:GetEncryptionConfiguration') }),
      because: 's3:GetEncryptionConfiguration AccessDenied',
    },
  },
};

/** A key that is named may be AWS's own, another account's, or gone. */
function judgeKey(
  { bucket, account, region, use, inspected }: BucketFacts,
  { algorithm, key: name }: BucketEncryption,
  { encryptionKey }: BucketConfiguration,
): Judgement {
  const own = 'Name a key of this account that you manage.';
  if (name === undefined) {
    return nonCompliant(
      `${bucket} encrypts with ${algorithm} and names no key: AWS's own aws/s3 is taken. ${own}`,
    );
  }
  // The owner of a foreign key decides who may look at it, so its ARN has to do.
  const owner = encryptionKey.state === 'known' ? encryptionKey.value.account : name.split(':')[4];
  if (owner && owner !== account) {
    return nonCompliant(
      `${bucket} encrypts with ${name}, a key of account ${owner}: it decides who can read and can delete it. ${own}`,
    );
  }
  if (encryptionKey.state === 'unreadable') return cannotTell(told(encryptionKey.why));
  if (encryptionKey.state === 'absent' && isElsewhere(inspected, region)) {
    return cannotTell(`whose key ${name} is: ${bucket} is in another region, where nobody looked`);
  }
  if (encryptionKey.state === 'absent') {
    return nonCompliant(
      `${bucket} encrypts with ${name}, and there is no such key: whatever names no key of its own cannot be stored. ${own}`,
    );
  }
  const { arn, manager, state } = encryptionKey.value;
  if (manager === 'AWS') {
    return nonCompliant(
      `${bucket} encrypts with ${name}, a key that AWS manages: nobody can narrow or withdraw it. ${own}`,
    );
  }
  if (manager !== 'CUSTOMER') return cannotTell(`who manages ${arn}: KMS says ${manager}`);
  if (unusableKeyStates.has(state)) {
    return nonCompliant(
      `${bucket} encrypts with ${arn}, which is ${state}: whatever names no key of its own cannot be stored. Enable it, or ${own.toLowerCase()}`,
    );
  }
  if (state !== 'Enabled') return cannotTell(`whether ${arn} can be used while it is ${state}`);
  const others = [...new Set(use.associations.flatMap((each) => each.key ?? []))].filter(
    (each) => each !== arn && each !== name,
  );
  const note = others.length > 0 ? ` Connect itself stores with ${others.join(', ')}.` : '';
  return compliant(`${bucket} encrypts with ${arn}, a key that you manage (${algorithm}).${note}`);
}

const isElsewhere = (inspected: InspectedBucket | undefined, region: string): boolean =>
  inspected?.ownership.state === 'known' &&
  inspected.ownership.value.owner === 'this-account' &&
  inspected.ownership.value.region !== region;
