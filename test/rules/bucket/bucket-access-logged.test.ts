import { describe } from '@jest/globals';
import type { DataEventTrail } from '#shared/connect/bucket-configuration.ts';
import { absent, type Fact, known, unreadable } from '#shared/connect/fact.ts';
import { rule } from '#shared/rules/bucket/bucket-access-logged.ts';
import type { BucketFacts } from '#shared/rules/bucket/facts.ts';
import { configuredBucket } from '#shared/rules/bucket/sample-configuration.ts';
import { accessDenied } from '../../fakes/state.ts';
import { judges } from '../judges.ts';

const bucket = 'amazon-connect-0123456789ab';
const logsTo = (targetBucket: string) => known({ targetBucket, targetPrefix: 'connect/' });
const trail = (...objects: readonly string[]): Fact<readonly DataEventTrail[]> =>
  known([{ trail: 'recordings', objects, readsAndWrites: true }]);
const half: Fact<readonly DataEventTrail[]> = known([
  { trail: 'writes-only', objects: ['arn:aws:s3'], readsAndWrites: false },
]);
const none = known([]);
const recorded = (objects: string): BucketFacts =>
  configuredBucket({ logging: absent, dataEvents: trail(objects) });

const inPartition = (facts: BucketFacts, partition: string): BucketFacts => ({
  ...facts,
  use: {
    ...facts.use,
    instances: facts.use.instances.map((instance) => ({
      ...instance,
      arn: `arn:${partition}:connect:us-gov-west-1:111122223333:instance/${instance.id}`,
    })),
  },
});

describe('bucket-access-logged', () => {
  judges(rule, [
    [
      'server access logs in another bucket',
      configuredBucket({ logging: logsTo('logs'), dataEvents: none }),
      'COMPLIANT',
      /logged to logs\/connect\//,
    ],
    [
      'neither logs nor trails',
      configuredBucket({ logging: absent, dataEvents: none }),
      'NON_COMPLIANT',
      /no server access logs, and no trail/,
    ],
    [
      'logs that go into the bucket itself',
      configuredBucket({ logging: logsTo(bucket), dataEvents: none }),
      'NON_COMPLIANT',
      /into itself/,
    ],
    [
      'logs into itself beside a trail',
      configuredBucket({ logging: logsTo(bucket), dataEvents: trail('arn:aws:s3') }),
      'NON_COMPLIANT',
      /into itself/,
    ],
    ['a trail of all buckets', recorded('arn:aws:s3'), 'COMPLIANT', /The trail recordings/],
    [
      'a trail of this bucket',
      recorded(`arn:aws:s3:::${bucket}/`),
      'COMPLIANT',
      /The trail recordings/,
    ],
    [
      'a trail of a part of the bucket',
      recorded(`arn:aws:s3:::${bucket}/connect/`),
      'NON_COMPLIANT',
      /no trail/,
    ],
    [
      'a trail of a bucket with a longer name',
      recorded(`arn:aws:s3:::${bucket}-2/`),
      'NON_COMPLIANT',
      /no trail/,
    ],
    [
      'a trail that records only reads or only writes',
      configuredBucket({ logging: absent, dataEvents: half }),
      'NON_COMPLIANT',
      /writes-only records only reads or only writes/,
    ],
    [
      'a trail in the partition of the instance',
      inPartition(recorded('arn:aws-us-gov:s3'), 'aws-us-gov'),
      'COMPLIANT',
      /The trail/,
    ],
    [
      'a trail of another partition',
      inPartition(recorded('arn:aws:s3:::'), 'aws-us-gov'),
      'NON_COMPLIANT',
      /no trail/,
    ],
    [
      'unreadable logs',
      configuredBucket({
        logging: unreadable(accessDenied('s3:GetBucketLogging')),
        dataEvents: trail('arn:aws:s3'),
      }),
      'INDETERMINATE',
      /s3:GetBucketLogging AccessDenied/,
    ],
    [
      'unreadable trails',
      configuredBucket({
        logging: absent,
        dataEvents: unreadable(accessDenied('cloudtrail:DescribeTrails')),
      }),
      'INDETERMINATE',
      /cloudtrail:DescribeTrails AccessDenied/,
    ],
  ]);
});
