import {
  CreateTopicCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  PublishCommand,
  SetTopicAttributesCommand,
  SNSClient,
  SubscribeCommand,
} from '@aws-sdk/client-sns';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { callAs } from '#infra/local/call-as.ts';
import { deployStack } from '#infra/local/cloudformation/deploy-stack.ts';
import { LocalAws } from '#infra/local/local-aws.ts';
import { createRole } from '#infra/local/services/iam/entities.ts';
import { logLines } from '#infra/local/services/logs/state.ts';
import { publishedMessages, topicArn } from '#infra/local/services/sns/state.ts';
import { putQueue } from '#infra/local/services/sqs/state.ts';
import {
  assemblyOf,
  functionResource,
  permissionResource,
  roleResource,
  writeLogs,
} from './fixture-stack.ts';

const account = '111122223333';
const root = `arn:aws:iam::${account}:root`;

let aws: LocalAws;
let sns: SNSClient;
let TopicArn: string;
beforeEach(async () => {
  aws = await LocalAws.start({ throttles: 'off' });
  sns = new SNSClient(aws.clientFor(root));
  TopicArn = topicArn(aws.home, 'guard');
  expect(await sns.send(new CreateTopicCommand({ Name: 'guard' }))).toMatchObject({ TopicArn });
});
afterEach(async () => {
  await aws.close();
  expect(aws.world.events.failures).toEqual([]);
});

const published = () => publishedMessages(aws.world, aws.home, 'guard');

const trust = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: root }, Action: 'sts:AssumeRole' }],
};

function roleThatMay(...actions: readonly string[]): string {
  const document = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }],
  };
  return createRole(aws.world, aws.home, {
    name: 'publisher',
    trustPolicy: trust,
    policies: { Publish: document },
  }).arn;
}

const policyFor = (...statements: readonly object[]) =>
  new SetTopicAttributesCommand({
    TopicArn,
    AttributeName: 'Policy',
    AttributeValue: JSON.stringify({ Version: '2012-10-17', Statement: statements }),
  });

describe('a topic', () => {
  it('keeps what is published, and by whom', async () => {
    const { MessageId } = await sns.send(
      new PublishCommand({ TopicArn, Subject: 'Closed a bucket', Message: 'It was open.' }),
    );
    expect(published()).toMatchObject([
      { id: MessageId, subject: 'Closed a bucket', message: 'It was open.', publisher: root },
    ]);
  });

  it.each([
    [{ Message: '' }, 'Empty message'],
    [{ Message: 'x', Subject: 'two\nlines' }, 'Subject'],
    [{ Message: 'x', Subject: 'x'.repeat(101) }, 'Subject'],
    [{ Message: 'x'.repeat(256 * 1024 + 1) }, 'Message too long'],
  ])('refuses a malformed message: %#', async (input, fault) => {
    await expect(sns.send(new PublishCommand({ TopicArn, ...input }))).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: expect.stringContaining(fault),
    });
    expect(published()).toEqual([]);
  });

  it('that is not there is said so', async () => {
    const input = { TopicArn: `${TopicArn}-2`, Message: 'x' };
    await expect(sns.send(new PublishCommand(input))).rejects.toMatchObject({
      name: 'NotFoundException',
    });
  });

  it('takes messages of its account whom a policy of either kind lets in', async () => {
    const nobodyElse = { Effect: 'Deny', Principal: '*', Action: 'sns:AddPermission' };
    await sns.send(policyFor({ ...nobodyElse, Resource: TopicArn }));
    const silent = new SNSClient(aws.clientFor(roleThatMay('sns:ListTopics')));
    await expect(silent.send(new PublishCommand({ TopicArn, Message: 'x' }))).rejects.toMatchObject(
      { name: 'AuthorizationErrorException' },
    );
    const { arn } = createRole(aws.world, aws.home, {
      name: 'named',
      trustPolicy: trust,
    });
    await sns.send(
      policyFor({
        Effect: 'Allow',
        Principal: { AWS: arn },
        Action: 'sns:Publish',
        Resource: TopicArn,
      }),
    );
    await new SNSClient(aws.clientFor(arn)).send(new PublishCommand({ TopicArn, Message: 'x' }));
    expect(published()).toHaveLength(1);
  });

  it('takes messages of a service only for the account that its policy names', async () => {
    await sns.send(
      policyFor({
        Effect: 'Allow',
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Action: 'sns:Publish',
        Resource: TopicArn,
        Condition: { StringEquals: { 'aws:SourceAccount': account } },
      }),
    );
    const publishFor = (source: string) =>
      callAs(
        aws.world,
        aws.home,
        { kind: 'service', arn: 'cloudwatch.amazonaws.com' },
        'sns',
        'Publish',
        { TopicArn, Message: source },
        { 'aws:SourceAccount': source },
      );
    await expect(publishFor('999988887777')).rejects.toMatchObject({ code: 'AuthorizationError' });
    await publishFor(account);
    expect(published().map(({ message }) => message)).toEqual([account]);
  });
});

describe('a subscription', () => {
  it('of an address waits for a person who confirms it', async () => {
    await sns.send(
      new SubscribeCommand({ TopicArn, Protocol: 'email', Endpoint: 'security@example.com' }),
    );
    const { Subscriptions } = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }));
    expect(Subscriptions).toMatchObject([
      { SubscriptionArn: 'PendingConfirmation', Endpoint: 'security@example.com' },
    ]);
    const { Attributes } = await sns.send(new GetTopicAttributesCommand({ TopicArn }));
    expect(Attributes).toMatchObject({ SubscriptionsPending: '1', SubscriptionsConfirmed: '0' });
  });

  it('of a queue gets the message if the queue lets the topic in', async () => {
    const open = putQueue(aws.world, aws.home, 'open', {});
    const shut = putQueue(aws.world, aws.home, 'shut', {});
    open.policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: 'sns.amazonaws.com' },
          Action: 'sqs:SendMessage',
          Resource: open.arn,
          Condition: { ArnEquals: { 'aws:SourceArn': TopicArn } },
        },
      ],
    });
    for (const { arn } of [open, shut]) {
      await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: arn }));
    }
    await sns.send(new PublishCommand({ TopicArn, Subject: 'S', Message: 'M' }));
    await aws.world.events.idle();
    expect(open.messages.map(({ body }) => JSON.parse(body))).toMatchObject([
      { Type: 'Notification', TopicArn, Subject: 'S', Message: 'M' },
    ]);
    expect(shut.messages).toEqual([]);
  });
});

it('CloudFormation makes a topic with its policy and its subscribers', async () => {
  const assembly = assemblyOf(
    {
      Role: roleResource('lambda.amazonaws.com', [writeLogs]),
      Logs: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: '/aws/lambda/hear' } },
      Function: functionResource('hear', 'Role'),
      Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'deployed' } },
      Policy: {
        Type: 'AWS::SNS::TopicPolicy',
        Properties: {
          Topics: [{ Ref: 'Topic' }],
          PolicyDocument: {
            Version: '2012-10-17',
            Statement: [
              {
                Effect: 'Allow',
                Principal: { AWS: root },
                Action: 'sns:Publish',
                Resource: { Ref: 'Topic' },
              },
            ],
          },
        },
      },
      Subscription: {
        Type: 'AWS::SNS::Subscription',
        Properties: {
          TopicArn: { Ref: 'Topic' },
          Protocol: 'lambda',
          Endpoint: { 'Fn::GetAtt': ['Function', 'Arn'] },
        },
      },
      Permission: permissionResource('Function', 'sns.amazonaws.com', {
        SourceArn: { Ref: 'Topic' },
      }),
    },
    { hear: `export const handler = async (event) => console.log(event.Records[0].Sns.Message);` },
  );
  await deployStack(aws.world, aws.home, assembly);
  const arn = topicArn(aws.home, 'deployed');
  await sns.send(new PublishCommand({ TopicArn: arn, Message: 'heard it' }));
  await aws.world.events.idle();
  expect(logLines(aws.world, aws.home, '/aws/lambda/hear')).toContain('heard it');
});
