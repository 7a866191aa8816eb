import { createKey } from '../../services/kms/state.ts';
import type { World } from '../../world.ts';
import { home, iamArn } from './place.ts';

/** The ARNs of the keys. */
export interface Keys {
  /** Of acme-support and its contact records: everything right. */
  readonly recordings: string;
  /** Of the reports of acme-legacy: everybody may use it by way of S3, and it is never rotated. */
  readonly reports: string;
  /** Of acme-clinic: somebody has scheduled its deletion. */
  readonly clinic: string;
  /** Of the agent events of acme-support: Connect has a grant. */
  readonly agentEvents: string;
  /** Of the contact records of acme-sales: Connect may not use it. */
  readonly salesRecords: string;
  /** Of the bucket that contact records are archived in. */
  readonly archive: string;
}

const ids: Readonly<Record<keyof Keys, string>> = {
  recordings: '6b0f2d5c-41e7-4a39-9c58-e2d70f1b8a64',
  reports: 'c93a7e18-05d2-4f6b-a1e4-7b82d6f30c59',
  clinic: '1e58b4d7-9a6c-4230-8f75-d04c3ab9e612',
  agentEvents: 'f27d60a1-3c8b-4e95-b6d3-58ea914c07bf',
  salesRecords: '84c1e9f6-7b20-4d5a-92fe-a36b0d58c7e1',
  archive: 'd5a2071b-e6f4-48c3-87a9-1fb94e6c20d8',
};

/** What every key has: IAM of the account says who may use it. */
const delegation = {
  Sid: 'Enable IAM User Permissions',
  Effect: 'Allow',
  Principal: { AWS: iamArn('root') },
  Action: 'kms:*',
  Resource: '*',
};

const policy = (...more: readonly object[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: [delegation, ...more] });

/** Makes them. @param archivist the ARN of the role that delivers into the archive */
export function seedKeys(world: World, archivist: string): Keys {
  const make = (
    name: keyof Keys,
    alias: string,
    more: Readonly<{ policy?: string; rotationDays?: number; state?: string }> = {
      rotationDays: 365,
    },
  ) => createKey(world, home, { id: ids[name], alias: `alias/${alias}`, ...more }).arn;
  return {
    recordings: make('recordings', 'connect-recordings'),
    reports: make('reports', 'acme-legacy-reports', {
      policy: policy({
        Sid: 'AnybodyThroughS3',
        Effect: 'Allow',
        Principal: '*',
        Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
        Resource: '*',
        Condition: { StringEquals: { 'kms:ViaService': `s3.${home.region}.amazonaws.com` } },
      }),
    }),
    clinic: make('clinic', 'acme-clinic', { rotationDays: 365, state: 'PendingDeletion' }),
    agentEvents: make('agentEvents', 'acme-agent-events'),
    salesRecords: make('salesRecords', 'acme-sales-records'),
    archive: make('archive', 'acme-records-archive', {
      rotationDays: 365,
      policy: policy({
        Sid: 'RecordsDelivery',
        Effect: 'Allow',
        Principal: { AWS: archivist },
        Action: [
          'kms:Encrypt',
          'kms:Decrypt',
          'kms:ReEncrypt*',
          'kms:GenerateDataKey*',
          'kms:DescribeKey',
        ],
        Resource: '*',
      }),
    }),
  };
}
