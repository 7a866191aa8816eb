import { randomUUID } from 'node:crypto';
import type { Scope, World } from '../../world.ts';
import { announce, createRole, putInlinePolicy } from '../iam/entities.ts';
import { type IamRole, iamOfArn } from '../iam/state.ts';
import { findKey } from '../kms/key-lookup.ts';
import { createGrant } from '../kms/state.ts';
import type { Instance, StorageConfig } from './state.ts';

const policyName = 'AmazonConnectServiceLinkedRolePolicy';
const path = '/aws-service-role/connect.amazonaws.com/';

/**
 * Makes the service-linked role of one instance.
 * @param suffix 20 letters and digits; generated unless given.
 * @see https://docs.aws.amazon.com/connect/latest/adminguide/connect-slr.html
 */
export const createServiceRole = (world: World, scope: Scope, suffix?: string): IamRole =>
  createRole(world, scope, {
    name: `AWSServiceRoleForAmazonConnect_${suffix ?? randomUUID().replaceAll('-', '').slice(0, 20)}`,
    path,
    description: 'Allows Amazon Connect to access AWS resources on your behalf.',
    trustPolicy: {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: 'connect.amazonaws.com' },
          Action: 'sts:AssumeRole',
        },
      ],
    },
    policies: { [policyName]: policyFor(scope.partition, []) },
  });

const isServiceLinked = (arn: string): boolean => arn.includes(`:role${path}`);

function roleOf(world: World, { serviceRole }: Instance): IamRole | undefined {
  if (serviceRole === undefined || !isServiceLinked(serviceRole)) return undefined;
  const name = serviceRole.slice(serviceRole.lastIndexOf('/') + 1).toLowerCase();
  return iamOfArn(world, serviceRole).roles.get(name);
}

/** Connect rewrites its role's policy whenever an instance's storage changes. */
export function updateServiceRole(world: World, instance: Instance): void {
  const role = roleOf(world, instance);
  if (!role) return;
  const configs = [...instance.storage.values()].flat();
  const document = policyFor(instance.scope.partition, configs);
  putInlinePolicy(world, instance.scope, role, policyName, document);
}

/** The service-linked role goes with its instance. */
export function deleteServiceRole(world: World, instance: Instance): void {
  const role = roleOf(world, instance);
  if (!role) return;
  iamOfArn(world, role.arn).roles.delete(role.name.toLowerCase());
  announce(world, instance.scope, role, 'deleted');
}

const keyOf = ({ S3Config, KinesisVideoStreamConfig }: StorageConfig): string | undefined =>
  S3Config?.EncryptionConfig?.KeyId ?? KinesisVideoStreamConfig?.EncryptionConfig?.KeyId;

/** Connect uses a storage key through a grant that names the association. */
export function grantStorageKey(world: World, instance: Instance, config: StorageConfig): void {
  const reference = keyOf(config);
  const key = reference && findKey(world, instance.scope, reference);
  if (!key || key.manager === 'AWS' || instance.actsAs === undefined) return;
  createGrant(world, key, {
    name: config.AssociationId,
    grantee: instance.actsAs,
    operations: ['Encrypt', 'Decrypt', 'GenerateDataKey', 'DescribeKey', 'RetireGrant'],
  });
}

export function retireStorageKey(world: World, instance: Instance, config: StorageConfig): void {
  const reference = keyOf(config);
  const grants = (reference && findKey(world, instance.scope, reference)?.grants) || [];
  const at = grants.findIndex(({ name }) => name === config.AssociationId);
  if (at >= 0) grants.splice(at, 1);
}

function policyFor(partition: string, configs: readonly StorageConfig[]): object {
  const buckets = [...new Set(configs.flatMap(({ S3Config }) => S3Config?.BucketName ?? []))];
  const bucketArns = buckets.map((name) => `arn:${partition}:s3:::${name}`);
  const streams = configs.flatMap(
    ({ KinesisStreamConfig }) => KinesisStreamConfig?.StreamArn ?? [],
  );
  const firehoses = configs.flatMap(
    ({ KinesisFirehoseConfig }) => KinesisFirehoseConfig?.FirehoseArn ?? [],
  );
  const allow = (actions: readonly string[], resources: readonly string[]): object[] =>
    resources.length === 0 ? [] : [{ Effect: 'Allow', Action: actions, Resource: resources }];
  return {
    Version: '2012-10-17',
    Statement: [
      ...allow(['connect:*'], ['*']),
      ...allow(
        ['s3:GetObject', 's3:GetObjectAcl', 's3:PutObject', 's3:PutObjectAcl', 's3:DeleteObject'],
        bucketArns.map((arn) => `${arn}/*`),
      ),
      ...allow(['s3:GetBucketLocation', 's3:GetBucketAcl'], bucketArns),
      ...allow(['kinesis:PutRecord', 'kinesis:PutRecords', 'kinesis:DescribeStream'], streams),
      ...allow(
        ['firehose:DescribeDeliveryStream', 'firehose:PutRecord', 'firehose:PutRecordBatch'],
        firehoses,
      ),
    ],
  };
}
