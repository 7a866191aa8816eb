import { contactCenter } from '#infra/local/scenarios/contact-center.ts';
import type { Scenario } from '#infra/local/scenarios/scenario.ts';
import { createTrail } from '#infra/local/services/cloudtrail/state.ts';
import { createInstance } from '#infra/local/services/connect/instances.ts';
import { createDeliveryStream } from '#infra/local/services/firehose/state.ts';
import {
  createGroup,
  createPolicy,
  createRole,
  createUser,
} from '#infra/local/services/iam/entities.ts';
import { createStream } from '#infra/local/services/kinesis/state.ts';
import { createKey } from '#infra/local/services/kms/state.ts';
import { createBucket } from '#infra/local/services/s3/buckets.ts';

const { home } = contactCenter;
const id = '7d1f30b2-96a5-4c8e-8b27-3e5a90c4d618';
const instance = `arn:${home.partition}:connect:${home.region}:${home.account}:instance/${id}`;
const iamArn = (path: string): string => `arn:${home.partition}:iam::${home.account}:${path}`;

const allow = (...actions: readonly string[]) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }],
});

/**
 * The contact center, and beside it one instance with one of everything that the rules look at:
 * encrypted stream, delivery stream, trail, and an administrator who is a user in a group.
 */
export const wideScenario: Scenario = {
  ...contactCenter,
  settings: {
    ...contactCenter.settings,
    instances: { [instance]: { administrators: [iamArn('user/wide-administrator')] } },
  },
  seed(world) {
    contactCenter.seed(world);
    const key = createKey(world, home, { alias: 'alias/wide' }).arn;
    const bucket = 'wide-contact-records';
    createBucket(world, home, {
      name: bucket,
      encryption: {
        Rules: [
          {
            ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: key },
          },
        ],
      },
    });
    const stream = createStream(world, home, { name: 'wide-contact-records', key }).arn;
    createInstance(world, home, {
      id,
      alias: 'wide',
      storage: [
        { resourceType: 'CALL_RECORDINGS', bucket, prefix: 'connect/wide/CallRecordings', key },
        { resourceType: 'CONTACT_TRACE_RECORDS', stream },
      ],
    });
    createRole(world, home, {
      name: 'wide-firehose',
      trustPolicy: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { Service: 'firehose.amazonaws.com' },
            Action: 'sts:AssumeRole',
          },
        ],
      },
      policies: { Deliver: allow('kinesis:Get*', 'kinesis:Describe*', 'kms:*', 's3:*') },
    });
    createDeliveryStream(world, home, {
      name: 'wide-delivery',
      source: stream,
      role: iamArn('role/wide-firehose'),
      bucket,
    });
    createTrail(world, home, {
      name: 'wide-trail',
      bucket: 'wide-trails',
      eventSelectors: [
        {
          ReadWriteType: 'All',
          DataResources: [{ Type: 'AWS::S3::Object', Values: [`arn:${home.partition}:s3`] }],
        },
      ],
    });
    const managed = createPolicy(world, home, {
      name: 'wide-reads',
      document: allow('s3:GetObject'),
    }).arn;
    createGroup(world, home, {
      name: 'wide-administrators',
      policies: { Administer: allow('connect:*') },
      managedPolicies: [managed],
    });
    createUser(world, home, {
      name: 'wide-administrator',
      groups: ['wide-administrators'],
      policies: { Look: allow('logs:Get*') },
    });
  },
};
