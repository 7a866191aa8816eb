import { cannotTell, compliant, nonCompliant, notApplicable, told } from '../judgements.ts';
import type { Rule } from '../rule.ts';
import type { KinesisStreamFacts } from './facts.ts';
import { denied, sampleEncryption, sampleStream, unused } from './sample.ts';
import { unlessUsed } from './unless-used.ts';

/** Contact records name callers and agents. With which key they are encrypted is another rule's. */
export const rule: Rule<KinesisStreamFacts> = {
  id: 'stream-encrypted',
  kind: 'stream',
  title: 'A stream that Connect writes to is encrypted',
  severity: 'high',
  resourceTypes: ['AWS::Kinesis::Stream'],
  needs: ['inventory', 'stream-description'],
  sources: [
    'https://docs.aws.amazon.com/streams/latest/dev/server-side-encryption.html',
    'https://docs.aws.amazon.com/kinesis/latest/APIReference/API_StreamDescriptionSummary.html',
  ],
  remediation:
    'Encrypt the stream with the key of the recordings or exported reports: aws kinesis start-stream-encryption --stream-name STREAM --encryption-type KMS --key-id KEY. With another key Connect drops records silently.',
  remediable: false,
  evaluate({ use, description }) {
    const aside = unlessUsed(use);
    if (aside) return aside;
    if (description.state === 'unreadable') return cannotTell(told(description.why));
    if (description.state === 'absent') return notApplicable('There is no stream of this name.');
    const { name, encryptionType, key } = description.value;
    switch (encryptionType) {
      case 'KMS':
        return compliant(`${name} is encrypted with ${key ?? 'a key that Kinesis does not name'}.`);
      case 'NONE':
        return nonCompliant(
          `${name} is not encrypted: what Connect writes lies there in plaintext. Encrypt it with the key of the recordings or exported reports.`,
        );
      default:
        return cannotTell(`what encryption type ${encryptionType} of ${name} means`);
    }
  },
  examples: {
    compliant: { facts: sampleStream(), because: 'is encrypted with arn:aws:kms' },
    nonCompliant: { facts: sampleStream(sampleEncryption('NONE')), because: 'is not encrypted' },
    notApplicable: { facts: sampleStream({ use: unused }), because: 'No Connect instance' },
    unreadable: {
      facts: sampleStream({ description: denied('kinesis:DescribeStreamSummary') }),
      because: 'kinesis:DescribeStreamSummary AccessDenied',
    },
  },
};
