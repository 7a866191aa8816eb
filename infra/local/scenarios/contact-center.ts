import { createGrant, kmsState } from '../services/kms/state.ts';
import type { World } from '../world.ts';
import {
  administrators,
  instanceArn,
  seedAdministrators,
} from './contact-center/administrators.ts';
import { buckets, seedBuckets } from './contact-center/buckets.ts';
import { seedConfigRecorder } from './contact-center/config-recorder.ts';
import { instances, seedInstances } from './contact-center/instances.ts';
import { seedKeys } from './contact-center/keys.ts';
import { people, seedPeople } from './contact-center/people.ts';
import { home } from './contact-center/place.ts';
import { seedRecordings } from './contact-center/recordings.ts';
import { deliveryRoles, seedDeliveries, seedStreams } from './contact-center/streams.ts';
import type { Scenario } from './scenario.ts';

/**
 * A company with five instances of Amazon Connect: one with everything right; one whose recordings
 * lie in a bucket without a policy and whose contact records are lost; one from before 2018 that
 * shares a bucket with it; one whose bucket somebody has locked by hand; and one whose bucket is
 * gone. Each rule finds something that violates it, and something that does not.
 */
export const contactCenter: Scenario = {
  name: 'contact-center',
  summary:
    'five instances: one right, one open, one from before 2018, one locked by hand, one whose bucket is gone',
  home,
  auditor: people.auditor,
  engineer: people.engineer,
  settings: {
    version: 1,
    mode: 'enforce',
    administrators: [{ permissionSet: 'ContactCenterAdmin' }],
    instances: {
      [instanceArn(instances.clinic.id)]: { administrators: [administrators.clinic] },
      [instanceArn(instances.pilot.id)]: { administrators: [administrators.pilot] },
    },
    auditors: [{ arn: people.auditor, reason: 'reads the AWS Config dashboard' }],
    // The embedded Connect takes as many: nobody waits a minute for a story.
    connect: { requestsPerSecond: 100 },
  },
  seed(world) {
    seedConfigRecorder(world);
    const { administratorId, auditorId } = seedPeople(world);
    const keys = seedKeys(world, deliveryRoles.archive);
    seedStreams(world, keys);
    const roleIds = seedInstances(world, keys);
    grantAgentEvents(world, keys.agentEvents);
    seedAdministrators(world, keys);
    const { support: ofSupport, clinic: ofClinic } = roleIds;
    seedBuckets(world, keys, {
      support: ofSupport,
      clinic: ofClinic,
      administrator: administratorId,
      auditor: auditorId,
    });
    seedDeliveries(world, keys);
    const { support, sales, legacy, clinic } = instances;
    const withKey = { algorithm: 'aws:kms', key: keys.recordings, bucketKey: true };
    seedRecordings(world, buckets.support, support.alias, withKey);
    seedRecordings(world, buckets.sales, sales.alias);
    seedRecordings(world, buckets.archive, legacy.alias);
    seedRecordings(world, buckets.clinic, clinic.alias);
  },
};

/** The engineer who made the stream knew that its key is not the recordings', and asked for a grant. */
function grantAgentEvents(world: World, arn: string): void {
  const key = kmsState(world, home).keys.get(arn.slice(arn.lastIndexOf('/') + 1));
  if (!key) return;
  createGrant(world, key, {
    grantee: instances.support.role,
    operations: ['GenerateDataKey'],
  });
}
