import { createKey } from '../services/kms/state.ts';
import { createBucket } from '../services/s3/buckets.ts';
import { buckets, otherBuckets } from './contact-center/buckets.ts';
import { seedConfigRecorder } from './contact-center/config-recorder.ts';
import { instances, seedInstances } from './contact-center/instances.ts';
import { people, seedPeople } from './contact-center/people.ts';
import { home } from './contact-center/place.ts';
import { guardedPolicy, publishedPolicy, tlsOnlyPolicy } from './contact-center/policies.ts';
import { seedRecordings } from './contact-center/recordings.ts';
import type { Scenario } from './scenario.ts';

/**
 * A company with four instances of Amazon Connect: one with everything right; one whose recordings
 * lie in a bucket without a policy; one from before 2018 that shares a bucket with it; and one
 * whose bucket somebody has locked by hand.
 */
export const contactCenter: Scenario = {
  name: 'contact-center',
  summary: 'four instances: one right, one open, one from before 2018, one locked by hand',
  home,
  auditor: people.auditor,
  engineer: people.engineer,
  settings: {
    version: 1,
    mode: 'enforce',
    administrators: [{ permissionSet: 'ContactCenterAdmin' }],
    auditors: [{ arn: people.auditor, reason: 'reads the AWS Config dashboard' }],
    // The embedded Connect takes as many: nobody waits a minute for a story.
    connect: { requestsPerSecond: 100 },
  },
  seed(world) {
    seedConfigRecorder(world);
    const { administratorId, auditorId } = seedPeople(world);
    const key = createKey(world, home, {
      alias: 'alias/connect-recordings',
      description: 'Recordings of acme-support',
      rotationDays: 365,
    });
    const roleIds = seedInstances(world, key.arn);
    createBucket(world, home, {
      name: buckets.support,
      policy: guardedPolicy(buckets.support, [roleIds.support, administratorId], auditorId),
      versioning: 'Enabled',
      encryption: encryptedWith(key.arn),
    });
    // Block Public Access is off: a policy could make it public.
    createBucket(world, home, { name: buckets.sales, publicAccessBlock: nothingBlocked });
    createBucket(world, home, { name: buckets.archive, policy: tlsOnlyPolicy(buckets.archive) });
    createBucket(world, home, {
      name: buckets.clinic,
      policy: publishedPolicy(buckets.clinic, [roleIds.clinic, administratorId]),
    });
    for (const name of Object.values(otherBuckets)) createBucket(world, home, { name });
    const { support, sales, legacy, clinic } = instances;
    const withKey = { algorithm: 'aws:kms', key: key.arn, bucketKey: true };
    seedRecordings(world, buckets.support, support.alias, withKey);
    seedRecordings(world, buckets.sales, sales.alias);
    seedRecordings(world, buckets.archive, legacy.alias);
    seedRecordings(world, buckets.clinic, clinic.alias);
  },
};

const encryptedWith = (key: string) => ({
  Rules: [
    {
      ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' as const, KMSMasterKeyID: key },
      BucketKeyEnabled: true,
    },
  ],
});

const nothingBlocked = {
  BlockPublicAcls: false,
  IgnorePublicAcls: false,
  BlockPublicPolicy: false,
  RestrictPublicBuckets: false,
};
