import { parseArn } from '#shared/connect/arn.ts';
import type { DataEventTrail } from '#shared/connect/bucket-configuration.ts';
import { absent, known } from '#shared/connect/fact.ts';
import { compliant, judgeAll, nonCompliant, unreadOf } from '../judgements.ts';
import type { Rule } from '../rule.ts';
import type { BucketFacts } from './facts.ts';
import { judgeConfiguration } from './judge-configuration.ts';
import { unusedBucket } from './sample.ts';
import { configuredBucket, deniedRead } from './sample-configuration.ts';

const logs = { targetBucket: 'access-logs-of-this-account', targetPrefix: 'connect/' };

/** Server access logs or CloudTrail data events: one of the two must tell who fetched a recording. */
export const rule: Rule<BucketFacts> = {
  id: 'bucket-access-logged',
  kind: 'bucket',
  title: 'Access to the objects of a bucket of Connect is logged',
  severity: 'low',
  resourceTypes: ['AWS::S3::Bucket'],
  needs: ['inventory', 'bucket-logging', 'data-event-trails'],
  sources: [
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/logging-with-S3.html',
    'https://docs.aws.amazon.com/AmazonS3/latest/API/API_LoggingEnabled.html',
    'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-data-events-with-cloudtrail.html',
  ],
  remediation:
    'Send server access logs to another bucket of this account (aws s3api put-bucket-logging), one that lets logging.s3.amazonaws.com write, or let a CloudTrail trail record reads and writes of s3 objects of this bucket as data events. Logs never go into the bucket that they are about.',
  remediable: false,
  evaluate: (facts) =>
    judgeConfiguration(facts, ({ logging, dataEvents }) => {
      const { bucket } = facts;
      if (logging.state === 'known' && logging.value.targetBucket === bucket) {
        return nonCompliant(
          `${bucket} sends its access logs into itself: each log is logged again, and lies with the recordings. Name another bucket of this account.`,
        );
      }
      const trails = dataEvents.state === 'known' ? dataEvents.value : [];
      const named = trails.filter((trail) => covers(trail, facts));
      const trail = named.find(({ readsAndWrites }) => readsAndWrites);
      return judgeAll([], unreadOf([logging, dataEvents]), () => {
        if (logging.state === 'known') {
          const { targetBucket, targetPrefix } = logging.value;
          return compliant(`Access to ${bucket} is logged to ${targetBucket}/${targetPrefix}.`);
        }
        if (trail) return compliant(`The trail ${trail.trail} records access to ${bucket}.`);
        const half = named.map((each) => `${each.trail} records only reads or only writes`);
        return nonCompliant(
          `Nobody can tell who fetched from ${bucket}: it has no server access logs, and ${half.join('; ') || 'no trail that is logging records its objects'}. Turn on one of the two.`,
        );
      });
    }),
  examples: {
    compliant: {
      facts: configuredBucket({ logging: known(logs), dataEvents: known([]) }),
      because: 'is logged to access-logs-of-this-account',
    },
    nonCompliant: {
      facts: configuredBucket({ logging: absent, dataEvents: known([]) }),
      because: 'no server access logs',
    },
    notApplicable: { facts: unusedBucket, because: 'No Connect instance' },
    unreadable: {
      facts: configuredBucket({
        logging: deniedRead('s3:GetBucketLogging'),
        dataEvents: known([]),
      }),
      because: 's3:GetBucketLogging AccessDenied',
    },
  },
};

/** Whether a trail's prefixes take in every object of the bucket. */
function covers({ objects }: DataEventTrail, { bucket, use }: BucketFacts): boolean {
  const partitions = new Set(use.instances.map(({ arn }) => parseArn(arn).partition));
  return [...partitions].every((partition) =>
    objects.some((prefix) => `arn:${partition}:s3:::${bucket}/`.startsWith(prefix)),
  );
}
