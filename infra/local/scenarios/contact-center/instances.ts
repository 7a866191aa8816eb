import { createInstance, type StorageSeed } from '../../services/connect/instances.ts';
import { createRole } from '../../services/iam/entities.ts';
import { iamOf, roleNamed } from '../../services/iam/state.ts';
import type { World } from '../../world.ts';
import { buckets, goneBucket } from './buckets.ts';
import type { Keys } from './keys.ts';
import { bucketArns, home, iamArn, trusting } from './place.ts';
import { clinicDelivery, streams } from './streams.ts';

const serviceRole = (suffix: string): string =>
  iamArn(`role/aws-service-role/connect.amazonaws.com/AWSServiceRoleForAmazonConnect_${suffix}`);

/** The instances of Amazon Connect, and the role by which each stores. */
export const instances = {
  support: {
    alias: 'acme-support',
    id: '3f0c6a52-8d41-4b7e-9a13-c5e27d90b1f4',
    role: serviceRole('Gq8vT3mXw5LpR7nKc2Hd'),
  },
  sales: {
    alias: 'acme-sales',
    id: 'b81e47d9-2c65-4f03-8e9a-70d4a1c6f352',
    role: serviceRole('Jt5yB9fZs1WqE4uMo6Xa'),
  },
  /** Made before 2018: no service-linked role, and `ListInstances` tells none. */
  legacy: {
    alias: 'acme-legacy',
    id: '0d9a5c13-e7f2-46b8-a4c1-92b3e86f17d0',
    role: iamArn('role/connect-access-role-7c1f5e0a-93b4-4d2e-8a6f-51d0c2b79e34'),
  },
  clinic: {
    alias: 'acme-clinic',
    id: 'e64b20f8-51da-4c97-b3e0-18f7c9a2d645',
    role: serviceRole('Nv2kD7hQe8RcY3gPz5Lb'),
  },
  /** Its bucket is gone. */
  pilot: {
    alias: 'acme-pilot',
    id: '72f5c0e8-b19d-4a63-8d27-4c60f9e1a5b3',
    role: serviceRole('Ws6rC4jMb1TxV8kQn9Fd'),
  },
} as const;

type InstanceName = keyof typeof instances;

const nameOf = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);

/** `connect/<alias>/CallRecordings` and its like, as the console sets them up. */
const storedIn = (
  bucket: string,
  alias: string,
  folders: Readonly<Record<string, string>>,
  key?: string,
): readonly StorageSeed[] =>
  Object.entries(folders).map(([resourceType, folder]) => ({
    resourceType,
    bucket,
    prefix: `connect/${alias}/${folder}`,
    ...(key !== undefined && { key }),
  }));

const conversations = { CALL_RECORDINGS: 'CallRecordings', CHAT_TRANSCRIPTS: 'ChatTranscripts' };
const reports = { SCHEDULED_REPORTS: 'Reports' };

/** Makes them with their storage. @returns the unique ids of their roles */
export function seedInstances(world: World, keys: Keys): Readonly<Record<InstanceName, string>> {
  const make = (name: InstanceName, flowLogs: boolean, ...storage: readonly StorageSeed[]) => {
    const { alias, id, role } = instances[name];
    createInstance(world, home, {
      alias,
      id,
      storage,
      attributes: { CONTACTFLOW_LOGS: String(flowLogs) },
      ...(name === 'legacy'
        ? {
            serviceRole: world.unconfirmed['pre-2018-instance-tells-its-role'] ? role : null,
            actsAs: role,
            created: new Date('2017-11-02T08:00:00Z'),
          }
        : { roleSuffix: nameOf(role).replace('AWSServiceRoleForAmazonConnect_', '') }),
    });
    return roleNamed(iamOf(world, home), nameOf(role)).id;
  };
  seedLegacyRole(world);
  const { support, sales, legacy, clinic, pilot } = instances;
  const attachments = { ATTACHMENTS: 'Attachments' };
  return {
    support: make(
      'support',
      true,
      ...storedIn(
        buckets.support,
        support.alias,
        { ...conversations, ...reports, ...attachments },
        keys.recordings,
      ),
      { resourceType: 'CONTACT_TRACE_RECORDS', stream: streams.records },
      { resourceType: 'AGENT_EVENTS', stream: streams.agentEvents },
    ),
    sales: make(
      'sales',
      false,
      ...storedIn(buckets.sales, sales.alias, conversations),
      ...storedIn(buckets.archive, sales.alias, reports),
      { resourceType: 'CONTACT_TRACE_RECORDS', stream: streams.salesRecords },
    ),
    legacy: make(
      'legacy',
      false,
      ...storedIn(buckets.archive, legacy.alias, { ...conversations, ...attachments }),
      ...storedIn(buckets.archive, legacy.alias, reports, keys.reports),
      { resourceType: 'AGENT_EVENTS', stream: streams.legacyEvents },
    ),
    clinic: make(
      'clinic',
      true,
      ...storedIn(buckets.clinic, clinic.alias, { ...conversations, ...reports }, keys.clinic),
      { resourceType: 'CONTACT_TRACE_RECORDS', stream: clinicDelivery },
    ),
    pilot: make('pilot', false, ...storedIn(goneBucket, pilot.alias, conversations)),
  };
}

/** Connect knows the role of an old instance; only its own policy tells which bucket it is for. */
function seedLegacyRole(world: World): void {
  const [bucket, objects] = bucketArns(buckets.archive);
  createRole(world, home, {
    name: nameOf(instances.legacy.role),
    trustPolicy: trusting({ Service: 'connect.amazonaws.com' }),
    policies: {
      ConnectStorage: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Action: [
              's3:GetObject',
              's3:GetObjectAcl',
              's3:PutObject',
              's3:PutObjectAcl',
              's3:DeleteObject',
            ],
            Resource: objects,
          },
          {
            Effect: 'Allow',
            Action: ['s3:GetBucketLocation', 's3:GetBucketAcl'],
            Resource: bucket,
          },
        ],
      },
    },
  });
}
