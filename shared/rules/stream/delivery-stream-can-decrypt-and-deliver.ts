import { absent } from '#shared/connect/fact.ts';
import { cannotTell, compliant, judgeAll, listed, notApplicable, told } from '../judgements.ts';
import type { Rule } from '../rule.ts';
import type { Checked } from './checked.ts';
import { checkDelivery, checkReading, checkTrust } from './delivery-checks.ts';
import type { DeliveryStreamFacts } from './facts.ts';
import { denied, unused } from './sample.ts';
import { policiesOf, sampleDelivery, sampleDestination } from './sample-delivery.ts';
import { incomplete, unlessUsed } from './unless-used.ts';

/**
 * Firehose retries for a day what it cannot decrypt or write, then discards it: every permission on
 * the way from the stream into the bucket is proven, with the keys' and the bucket's own policies.
 */
export const rule: Rule<DeliveryStreamFacts> = {
  id: 'delivery-stream-can-decrypt-and-deliver',
  kind: 'stream',
  title: 'A delivery stream can decrypt contact records and write them into their bucket',
  severity: 'critical',
  resourceTypes: ['AWS::KinesisFirehose::DeliveryStream'],
  needs: [
    'inventory',
    'settings',
    'delivery-stream-description',
    'stream-description',
    'key-description',
    'key-policy',
    'key-grants',
    'bucket-policy',
    'bucket-encryption',
    'role-policies',
  ],
  sources: [
    'https://docs.aws.amazon.com/firehose/latest/dev/controlling-access.html',
    'https://docs.aws.amazon.com/firehose/latest/dev/retry.html',
    'https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html',
  ],
  remediation:
    "Give the delivery stream's role what is missing: `connect-guard generate delivery-role-policy` prints its policy, `connect-guard generate key-policy` the statement for the policy of the bucket's key. A bucket that is closed to everyone but Connect must name the role as a workload in the settings.",
  remediable: false,
  evaluate(facts) {
    const { use, description, settings, destinations } = facts;
    const aside = unlessUsed(use);
    if (aside) return aside;
    if (description.state === 'unreadable') return cannotTell(told(description.why));
    if (description.state === 'absent') {
      return notApplicable('There is no delivery stream of this name.');
    }
    if (settings.state === 'unreadable') return cannotTell(told(settings.why));
    const { strict = {} } = settings.state === 'known' ? settings.value : {};
    const delivery = description.value;
    const checks: readonly Checked[] = [
      ...checkTrust(facts, delivery),
      ...checkReading(facts, delivery),
      ...destinations.flatMap((each) =>
        checkDelivery(facts, each, strict.firehoseKeyStatement === true),
      ),
    ];
    return judgeAll(
      checks.flatMap(({ problem }) => problem ?? []),
      [...checks.flatMap(({ doubt }) => doubt ?? []), ...(use.complete ? [] : [incomplete(use)])],
      () => compliant(summary(facts, delivery.name)),
    );
  },
  examples: {
    compliant: { facts: sampleDelivery(), because: 'can read, decrypt and deliver' },
    nonCompliant: {
      facts: sampleDelivery({ rolePolicies: policiesOf([]) }),
      because: 'may not kms:Decrypt',
    },
    notApplicable: { facts: sampleDelivery({ use: unused }), because: 'No Connect instance' },
    unreadable: {
      facts: sampleDelivery({
        destinations: [sampleDestination({ policy: denied('s3:GetBucketPolicy') })],
      }),
      because: 's3:GetBucketPolicy AccessDenied',
    },
  },
};

/** Says whether one key or two are in play: with two, two policies have to name the role. */
function summary({ sourceKey, destinations }: DeliveryStreamFacts, name: string): string {
  if (destinations.length === 0) return `${name} can read and decrypt; it delivers to no bucket.`;
  const arnOf = ({ description = absent }: Partial<typeof sourceKey>) =>
    description.state === 'known' ? description.value.arn : undefined;
  const source = arnOf(sourceKey);
  const keys = destinations.map(({ key }) => arnOf(key));
  const buckets = listed(destinations.map(({ destination }) => destination.bucket));
  const which =
    source === undefined || keys.some((key) => key === undefined)
      ? ''
      : keys.every((key) => key === source)
        ? ' Stream and bucket have the same key.'
        : ' Stream and bucket have different keys.';
  return `${name} can read, decrypt and deliver to ${buckets}.${which}`;
}
