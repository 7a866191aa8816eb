import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { IAMClient } from '@aws-sdk/client-iam';
import { S3Client } from '@aws-sdk/client-s3';
import { deployStack } from '#infra/local/cloudformation/deploy-stack.ts';
import { LocalAws } from '#infra/local/local-aws.ts';
import {
  createGroup,
  createPolicy,
  createRole,
  createUser,
  type NewRole,
} from '#infra/local/services/iam/entities.ts';
import { changeBucket, createBucket } from '#infra/local/services/s3/buckets.ts';
import { bucketState } from '#infra/local/services/s3/state.ts';
import { accountAuthorizationPort } from '#shared/aws/account-authorization.ts';
import { bucketConfigurationPort } from '#shared/aws/bucket-configuration.ts';
import { bucketNeighbourPort } from '#shared/aws/bucket-neighbours.ts';
import { systemClock } from '#shared/aws/clock.ts';
import { lastUsedPort } from '#shared/aws/last-used.ts';
import type { Arn } from '#shared/connect/arn.ts';
import { known } from '#shared/connect/fact.ts';
import type { Inventory } from '#shared/connect/inventory.ts';
import type { BaselineFacts } from '#shared/generate/facts.ts';
import type { ImpactWorld } from '#shared/usecases/impact.ts';
import { assemblyOf } from '../local/fixture-stack.ts';
import { allow, home } from '../local/s3-callers.ts';

export { allow, home };
export const bucket = 'amazon-connect-recordings';
export const source = 'amazon-connect-exports';
export const bucketArn = `arn:aws:s3:::${bucket}`;

export const trusted = (Service: string) => ({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Principal: { Service }, Action: 'sts:AssumeRole' },
});

const tlsOnly = {
  Sid: 'TheirsTlsOnly',
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:*',
  Resource: [bucketArn, `${bucketArn}/*`],
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
};
const accessLogs = {
  Sid: 'TheirsAccessLogs',
  Effect: 'Allow',
  Principal: { Service: 'logging.s3.amazonaws.com' },
  Action: 's3:PutObject',
  Resource: `${bucketArn}/*`,
  Condition: { StringEquals: { 'aws:SourceAccount': home.account } },
};
export const live = { Version: '2012-10-17', Statement: [tlsOnly, accessLogs] };

/**
 * An account in which a stack made a bucket of Connect's, and many can read it: by an inline policy,
 * by one of AWS's, by a group, only through an endpoint. Replication, Firehose and access logs work
 * on it.
 */
export async function startImpactAccount() {
  const aws = await LocalAws.start({ home });
  const { world } = aws;
  const role = (name: string, policy: object, more: Partial<NewRole> = {}) =>
    createRole(world, home, {
      name,
      trustPolicy: trusted('ec2.amazonaws.com'),
      policies: { own: policy },
      ...more,
    });
  const readOnly = createPolicy(world, home, {
    name: 'ReadOnlyAccess',
    owner: 'aws',
    document: allow(['s3:Get*', 's3:List*']),
  });
  const ec2Only = createPolicy(world, home, { name: 'Ec2Only', document: allow('ec2:*') });
  createGroup(world, home, {
    name: 'operations',
    policies: {
      endpoint: {
        Version: '2012-10-17',
        Statement: {
          Sid: 'FromOffice',
          Effect: 'Allow',
          Action: 's3:GetObject',
          Resource: `${bucketArn}/*`,
          Condition: { StringEquals: { 'aws:SourceVpce': 'vpce-office' } },
        },
      },
    },
  });
  const principals = {
    connect: role('ConnectRole', allow(['s3:PutObject'], `${bucketArn}/*`)),
    administrator: role('ContactCenterAdmin', allow('s3:*')),
    analyst: role('Analyst', allow('s3:GetObject', `${bucketArn}/*`)),
    auditor: createRole(world, home, {
      name: 'Auditor',
      trustPolicy: trusted('ec2.amazonaws.com'),
      managedPolicies: [readOnly.arn],
    }),
    bounded: role('Bounded', allow('s3:*'), { boundary: ec2Only.arn }),
    unrelated: role('Unrelated', allow('s3:*', 'arn:aws:s3:::another-bucket/*')),
    firehose: role('Delivery', allow('s3:PutObject', `${bucketArn}/*`), {
      trustPolicy: trusted('firehose.amazonaws.com'),
    }),
    replicator: role('Replicator', allow('s3:ReplicateObject', `${bucketArn}/*`), {
      trustPolicy: trusted('s3.amazonaws.com'),
    }),
    jane: createUser(world, home, { name: 'jane', groups: ['operations'] }),
  };
  await deployStack(
    world,
    home,
    assemblyOf({
      Recordings: { Type: 'AWS::S3::Bucket', Properties: { BucketName: bucket } },
      RecordingsPolicy: {
        Type: 'AWS::S3::BucketPolicy',
        Properties: { Bucket: { Ref: 'Recordings' }, PolicyDocument: live },
      },
    }),
  );
  createBucket(world, home, { name: source, logging: { TargetBucket: bucket, TargetPrefix: '' } });
  const exported = bucketState(world, home, source);
  if (!exported) throw new Error(`no bucket ${source}`);
  changeBucket(world, exported, {
    replication: {
      Role: principals.replicator.arn,
      Rules: [{ Status: 'Enabled', Destination: { Bucket: bucketArn } }],
    },
  });
  await world.events.idle();
  return { aws, world, principals };
}

export type ImpactAccount = Awaited<ReturnType<typeof startImpactAccount>>;

/** The ports of the use-case, as a role or user of the account calls. */
export function worldAs({ aws }: Pick<ImpactAccount, 'aws'>, caller: string): ImpactWorld {
  const client = { ...aws.clientFor(caller), maxAttempts: 1 };
  const s3 = new S3Client(client);
  const iam = new IAMClient(client);
  return {
    authorization: accountAuthorizationPort(iam),
    neighbours: bucketNeighbourPort(s3, new CloudFormationClient(client), home.account),
    configuration: bucketConfigurationPort(s3, home.account),
    lastUsed: lastUsedPort(iam, systemClock),
  };
}

export const root = `arn:aws:iam::${home.account}:root`;

/** IAM's own spelling is a plain string. */
export const asArn = (text: string): Arn => text as Arn;

export function inventoryOf({ principals }: ImpactAccount): Inventory {
  const arn: Arn = `arn:aws:connect:${home.region}:${home.account}:instance/00000000-0000-4000-8000-000000000001`;
  const delivery: Arn = `arn:aws:firehose:${home.region}:${home.account}:deliverystream/records`;
  const owned = known({ owner: 'this-account', region: home.region } as const);
  const recordings = {
    resourceType: 'CALL_RECORDINGS',
    storageType: 'S3',
    bucket,
    prefix: 'connect/acme/CallRecordings',
  };
  const records = {
    resourceType: 'CONTACT_TRACE_RECORDS',
    storageType: 'KINESIS_FIREHOSE',
    stream: delivery,
  };
  return {
    version: 2,
    ...home,
    takenAt: '2026-03-01T11:00:00Z',
    instances: known([
      {
        arn,
        id: arn.slice(-36),
        alias: 'acme',
        serviceRole: known({
          arn: asArn(principals.connect.arn),
          id: principals.connect.id,
        }),
        storage: {
          CALL_RECORDINGS: known([recordings]),
          CONTACT_TRACE_RECORDS: known([records]),
        },
        attributes: {},
      },
    ]),
    buckets: { [bucket]: owned, [source]: owned },
    keys: {},
    streams: {},
    deliveryStreams: {
      [delivery]: known({
        arn: delivery,
        name: 'records',
        type: 'DirectPut',
        encryption: { status: 'DISABLED' },
        destinations: [{ type: 'ExtendedS3', bucket, role: asArn(principals.firehose.arn) }],
      }),
    },
    deliveryStreamsSearched: known(0),
  };
}

/** What the guard makes its policy from: the delivery role is not named. */
export function baselineOf({ principals }: ImpactAccount): BaselineFacts {
  const named = ({ arn, id }: { arn: string; id: string }) => ({ arn: asArn(arn), id });
  return {
    profile: 'observable',
    bucket,
    account: home.account,
    partition: home.partition,
    region: home.region,
    connectRoles: [named(principals.connect)],
    administrators: [named(principals.administrator)],
    auditors: [],
    workloads: [],
    servicePrincipals: [],
    requireTls: true,
  };
}
