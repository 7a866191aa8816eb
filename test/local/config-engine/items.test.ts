import {
  ConfigServiceClient,
  StartConfigRulesEvaluationCommand,
} from '@aws-sdk/client-config-service';
import { ConnectClient, UpdateInstanceAttributeCommand } from '@aws-sdk/client-connect';
import { FirehoseClient, StartDeliveryStreamEncryptionCommand } from '@aws-sdk/client-firehose';
import { DeleteRolePolicyCommand, IAMClient } from '@aws-sdk/client-iam';
import { DeleteStreamCommand, KinesisClient } from '@aws-sdk/client-kinesis';
import { KMSClient, PutKeyPolicyCommand } from '@aws-sdk/client-kms';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { deployStack } from '#infra/local/cloudformation/deploy-stack.ts';
import type { ConfigurationItem } from '#infra/local/config-engine/configuration-item.ts';
import { runScheduled } from '#infra/local/config-engine/record.ts';
import { LocalAws } from '#infra/local/local-aws.ts';
import { configState } from '#infra/local/services/config/state.ts';
import { createInstance } from '#infra/local/services/connect/instances.ts';
import { createDeliveryStream } from '#infra/local/services/firehose/state.ts';
import { createRole, createUser } from '#infra/local/services/iam/entities.ts';
import { createStream } from '#infra/local/services/kinesis/state.ts';
import { createKey, defaultKeyPolicy } from '#infra/local/services/kms/state.ts';
import { logLines } from '#infra/local/services/logs/state.ts';
import type { UnconfirmedFactId } from '#infra/local/unconfirmed.ts';
import {
  assemblyOf,
  functionResource,
  permissionResource,
  roleResource,
  writeLogs,
} from '../fixture-stack.ts';

const account = '111122223333';
const root = `arn:aws:iam::${account}:root`;
const trust = {
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal: { Service: 'config.amazonaws.com' }, Action: 'sts:AssumeRole' },
  ],
};
const allow = (Action: string, Resource = '*') => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action, Resource }],
});

let aws: LocalAws;
const start = async (flipped: readonly UnconfirmedFactId[] = []) => {
  aws = await LocalAws.start({ throttles: 'off', flipped });
  createRole(aws.world, aws.home, {
    name: 'AWSServiceRoleForConfig',
    path: '/aws-service-role/config.amazonaws.com/',
    trustPolicy: trust,
    policies: { Reads: allow('kms:*') },
  });
};
beforeEach(() => start());
afterEach(async () => {
  await aws.close();
  expect(aws.world.events.failures).toEqual([]);
});

/** The item of a resource, once everything has been noticed. */
async function itemOf(resourceType: string, resourceId: string): Promise<ConfigurationItem> {
  await aws.world.events.idle();
  const resource = configState(aws.world, aws.home).resources.get(`${resourceType}|${resourceId}`);
  if (!resource?.item) throw new Error(`AWS Config knows no ${resourceType} ${resourceId}`);
  return resource.item;
}

const settings = () => ({ ...aws.clientFor(root), maxAttempts: 1 });

describe('the configuration item', () => {
  it('of an instance has its attributes, and is its ARN', async () => {
    const { id, arn } = createInstance(aws.world, aws.home, { alias: 'acme' });
    const before = await itemOf('AWS::Connect::Instance', arn);
    expect(before).toMatchObject({
      configurationItemStatus: 'ResourceDiscovered',
      ARN: arn,
      resourceName: 'acme',
      configuration: { Id: id, Arn: arn, Attributes: { ContactflowLogs: false } },
    });
    await new ConnectClient(settings()).send(
      new UpdateInstanceAttributeCommand({
        InstanceId: id,
        AttributeType: 'CONTACTFLOW_LOGS',
        Value: 'true',
      }),
    );
    expect(await itemOf('AWS::Connect::Instance', arn)).toMatchObject({
      configurationItemStatus: 'OK',
      configuration: { Attributes: { ContactflowLogs: true } },
    });
  });

  it('of an instance may be named by its id: nobody knows', async () => {
    await aws.close();
    await start(['config-names-connect-instances-by-arn']);
    const { id, arn } = createInstance(aws.world, aws.home);
    expect((await itemOf('AWS::Connect::Instance', id)).ARN).toBe(arn);
  });

  it('of a key has its policy, unless that hides it from the recorder', async () => {
    const key = createKey(aws.world, aws.home, { rotationDays: 365 });
    expect(await itemOf('AWS::KMS::Key', key.id)).toMatchObject({
      ARN: key.arn,
      configuration: { keyId: key.id, keyState: 'Enabled', keyManager: 'CUSTOMER' },
      supplementaryConfiguration: { Policy: key.policy, KeyRotationStatus: true },
    });
    const hidden = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { AWS: root }, Action: 'kms:Put*', Resource: '*' }],
    });
    await new KMSClient(settings()).send(
      new PutKeyPolicyCommand({ KeyId: key.id, Policy: hidden }),
    );
    const item = await itemOf('AWS::KMS::Key', key.id);
    expect(item).toMatchObject({ configurationItemStatus: 'OK', configuration: { arn: key.arn } });
    expect(item.supplementaryConfiguration).toEqual({});
  });

  it('of a stream is found by its name and tells its key, until it is gone', async () => {
    createStream(aws.world, aws.home, { name: 'records', key: 'alias/aws/kinesis' });
    expect(await itemOf('AWS::Kinesis::Stream', 'records')).toMatchObject({
      configuration: {
        Name: 'records',
        StreamEncryption: { EncryptionType: 'KMS', KeyId: 'alias/aws/kinesis' },
      },
    });
    const kinesis = new KinesisClient(settings());
    await kinesis.send(new DeleteStreamCommand({ StreamName: 'records' }));
    kinesis.destroy();
    expect(await itemOf('AWS::Kinesis::Stream', 'records')).toMatchObject({
      configurationItemStatus: 'ResourceDeleted',
      configuration: null,
    });
  });

  it('of a delivery stream tells its source, destination and encryption', async () => {
    const role = `arn:aws:iam::${account}:role/Delivery`;
    createDeliveryStream(aws.world, aws.home, { name: 'direct', role, bucket: 'b' });
    const type = 'AWS::KinesisFirehose::DeliveryStream';
    expect(await itemOf(type, 'direct')).toMatchObject({
      configuration: {
        DeliveryStreamType: 'DirectPut',
        ExtendedS3DestinationConfiguration: { BucketARN: 'arn:aws:s3:::b', RoleARN: role },
      },
    });
    await new FirehoseClient(settings()).send(
      new StartDeliveryStreamEncryptionCommand({
        DeliveryStreamName: 'direct',
        DeliveryStreamEncryptionConfigurationInput: { KeyType: 'AWS_OWNED_CMK' },
      }),
    );
    expect(await itemOf(type, 'direct')).toMatchObject({
      configuration: { DeliveryStreamEncryptionConfigurationInput: { KeyType: 'AWS_OWNED_CMK' } },
    });
  });

  it('of a role or user is found by its unique id, in one region whoever changed it where', async () => {
    const elsewhere = { ...aws.home, region: 'eu-west-1' };
    const role = createRole(aws.world, elsewhere, {
      name: 'Administrator',
      trustPolicy: trust,
      policies: { Connect: allow('connect:*') },
    });
    const user = createUser(aws.world, elsewhere, { name: 'ann' });
    expect(await itemOf('AWS::IAM::Role', role.id)).toMatchObject({
      resourceName: 'Administrator',
      ARN: role.arn,
      configuration: {
        roleName: 'Administrator',
        rolePolicyList: [
          {
            policyName: 'Connect',
            policyDocument: encodeURIComponent(JSON.stringify(allow('connect:*'))),
          },
        ],
      },
    });
    expect(await itemOf('AWS::IAM::User', user.id)).toMatchObject({
      configuration: { userName: 'ann', userId: user.id, groupList: [] },
    });
    expect(configState(aws.world, elsewhere).resources.size).toBe(0);
    await new IAMClient(settings()).send(
      new DeleteRolePolicyCommand({ RoleName: 'Administrator', PolicyName: 'Connect' }),
    );
    expect(await itemOf('AWS::IAM::Role', role.id)).toMatchObject({
      configuration: { rolePolicyList: [] },
    });
  });
});

describe('a rule on keys and streams', () => {
  const told = async () => {
    await aws.world.events.idle();
    return logLines(aws.world, aws.home, '/aws/lambda/judge')
      .filter((line) => line.includes('JUDGE '))
      .map((line) => line.slice(line.indexOf('JUDGE ') + 6).trim());
  };

  it('is told of what there is when it is deployed, of changes, of the schedule and when asked', async () => {
    const key = createKey(aws.world, aws.home, { policy: defaultKeyPolicy(aws.home) });
    createStream(aws.world, aws.home, { name: 'records' });
    createUser(aws.world, aws.home, { name: 'ann' });
    await aws.world.events.idle();
    const details = ['ConfigurationItemChangeNotification', 'ScheduledNotification'].map(
      (MessageType) => ({ EventSource: 'aws.config', MessageType }),
    );
    await deployStack(
      aws.world,
      aws.home,
      assemblyOf(
        {
          Role: roleResource('lambda.amazonaws.com', [writeLogs]),
          Logs: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: '/aws/lambda/judge' } },
          Function: functionResource('judge', 'Role'),
          Permission: permissionResource('Function', 'config.amazonaws.com', {
            SourceAccount: { Ref: 'AWS::AccountId' },
          }),
          Rule: {
            Type: 'AWS::Config::ConfigRule',
            DependsOn: ['Permission'],
            Properties: {
              ConfigRuleName: 'keys-and-streams',
              Scope: { ComplianceResourceTypes: ['AWS::KMS::Key', 'AWS::Kinesis::Stream'] },
              Source: {
                Owner: 'CUSTOM_LAMBDA',
                SourceIdentifier: { 'Fn::GetAtt': ['Function', 'Arn'] },
                SourceDetails: details,
              },
            },
          },
        },
        {
          judge: `export const handler = async ({ invokingEvent }) => {
            const { messageType, configurationItem: item } = JSON.parse(invokingEvent);
            console.log('JUDGE ' + (item ? item.resourceType + ' ' + item.resourceId : messageType));
          };`,
        },
      ),
    );
    const everything = [
      `AWS::KMS::Key ${key.id}`,
      'AWS::Kinesis::Stream records',
      'ScheduledNotification',
    ];
    expect((await told()).sort()).toEqual([...everything].sort());
    await new KMSClient(settings()).send(
      new PutKeyPolicyCommand({ KeyId: key.id, Policy: key.policy }),
    );
    expect((await told()).slice(3)).toEqual([`AWS::KMS::Key ${key.id}`]);
    await runScheduled(aws.world, aws.home);
    expect((await told()).slice(4)).toEqual(['ScheduledNotification']);
    await new ConfigServiceClient(settings()).send(
      new StartConfigRulesEvaluationCommand({ ConfigRuleNames: ['keys-and-streams'] }),
    );
    expect((await told()).slice(5).sort()).toEqual([...everything].sort());
  });
});
