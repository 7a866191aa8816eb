import type { DeliveryStreamDescription } from '#shared/connect/stream.ts';
import { cannotTell, compliant, nonCompliant, notApplicable, told } from '../judgements.ts';
import type { Judgement, Rule } from '../rule.ts';
import type { DeliveryStreamFacts } from './facts.ts';
import { denied, unused } from './sample.ts';
import { directPut, sampleDelivery } from './sample-delivery.ts';
import { unlessUsed } from './unless-used.ts';

/**
 * What waits in a delivery stream is encrypted by its own setting when records are put into it, and
 * in the stream that it reads when it reads one.
 */
export const rule: Rule<DeliveryStreamFacts> = {
  id: 'delivery-stream-encrypted',
  kind: 'stream',
  title: 'A delivery stream of contact records is encrypted',
  severity: 'high',
  resourceTypes: ['AWS::KinesisFirehose::DeliveryStream'],
  needs: ['inventory', 'delivery-stream-description', 'stream-description'],
  sources: [
    'https://docs.aws.amazon.com/firehose/latest/dev/encryption.html',
    'https://docs.aws.amazon.com/firehose/latest/APIReference/API_DeliveryStreamEncryptionConfiguration.html',
  ],
  remediation:
    'With DirectPut: aws firehose start-delivery-stream-encryption --delivery-stream-name NAME. With a Kinesis stream as source: encrypt that stream, with the key of the recordings or exported reports.',
  remediable: false,
  evaluate({ use, description, source }) {
    const aside = unlessUsed(use);
    if (aside) return aside;
    if (description.state === 'unreadable') return cannotTell(told(description.why));
    if (description.state === 'absent') {
      return notApplicable('There is no delivery stream of this name.');
    }
    const delivery = description.value;
    switch (delivery.type) {
      case 'DirectPut':
        return byItself(delivery);
      case 'KinesisStreamAsSource':
        return byItsSource(delivery, source);
      default:
        return cannotTell(
          `how ${delivery.name}, which takes records by ${delivery.type}, is encrypted`,
        );
    }
  },
  examples: {
    compliant: { facts: sampleDelivery(), because: 'is encrypted' },
    nonCompliant: {
      facts: sampleDelivery({ description: directPut('DISABLED') }),
      because: 'is not encrypted',
    },
    notApplicable: { facts: sampleDelivery({ use: unused }), because: 'No Connect instance' },
    unreadable: {
      facts: sampleDelivery({ source: denied('kinesis:DescribeStreamSummary') }),
      because: 'kinesis:DescribeStreamSummary AccessDenied',
    },
  },
};

function byItself({ name, encryption }: DeliveryStreamDescription): Judgement {
  const { status, keyType, key } = encryption;
  switch (status) {
    case 'ENABLED':
      return compliant(`${name} is encrypted with ${key ?? keyType ?? "AWS's own key"}.`);
    case 'DISABLED':
      return nonCompliant(
        `${name} is not encrypted: records wait there in plaintext. Start its server-side encryption.`,
      );
    case 'ENABLING':
      return nonCompliant(`${name} is not encrypted yet: its encryption is being enabled.`);
    case 'ENABLING_FAILED':
      return nonCompliant(
        `${name} is not encrypted: enabling failed${key === undefined ? '' : `, see whether ${key} can be used`}.`,
      );
    case 'DISABLING':
      return nonCompliant(`The encryption of ${name} is being disabled.`);
    default:
      return cannotTell(`what encryption status ${status} of ${name} means`);
  }
}

function byItsSource(
  { name, source: named }: DeliveryStreamDescription,
  source: DeliveryStreamFacts['source'],
): Judgement {
  if (source.state === 'unreadable') return cannotTell(told(source.why));
  if (source.state === 'absent') {
    return named
      ? nonCompliant(`${name} reads ${named.stream}, which does not exist.`)
      : cannotTell(`which stream ${name} reads`);
  }
  const { name: stream, encryptionType } = source.value;
  switch (encryptionType) {
    case 'KMS':
      return compliant(`${name} reads ${stream}, which is encrypted.`);
    case 'NONE':
      return nonCompliant(
        `${name} reads ${stream}, which is not encrypted: encrypt that stream with the key of the recordings or exported reports.`,
      );
    default:
      return cannotTell(`what encryption type ${encryptionType} of ${stream} means`);
  }
}
