import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  GetMetricDataCommand,
  GetMetricStatisticsCommand,
  ListMetricsCommand,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { VirtualClock } from '#infra/local/clock.ts';
import { deployStack } from '#infra/local/cloudformation/deploy-stack.ts';
import type { Json } from '#infra/local/cloudformation/json.ts';
import { LocalAws } from '#infra/local/local-aws.ts';
import { evaluateAlarms } from '#infra/local/services/cloudwatch/evaluate-alarms.ts';
import { createInstance } from '#infra/local/services/connect/instances.ts';
import { uploadRecording } from '#infra/local/services/connect/recordings.ts';
import { publishedMessages } from '#infra/local/services/sns/state.ts';
import { putQueue } from '#infra/local/services/sqs/state.ts';
import { assemblyOf, functionResource, roleResource, writeLogs } from './fixture-stack.ts';

const account = '111122223333';
const root = `arn:aws:iam::${account}:root`;
const minute = 60_000;

let aws: LocalAws;
let clock: VirtualClock;
let cloudWatch: CloudWatchClient;
beforeEach(async () => {
  clock = new VirtualClock(new Date('2026-03-01T12:00:00Z'), { autoAdvance: true });
  aws = await LocalAws.start({ throttles: 'off', clock });
  cloudWatch = new CloudWatchClient(aws.clientFor(root));
});
afterEach(async () => {
  await aws.close();
  expect(aws.world.events.failures).toEqual([]);
});

const service = { Name: 'service', Value: 'guard' };
const put = (Value: number, MetricName = 'FAILED') =>
  cloudWatch.send(
    new PutMetricDataCommand({
      Namespace: 'Guard',
      MetricData: [{ MetricName, Value, Dimensions: [service], Timestamp: clock.now() }],
    }),
  );

const topic: Json = { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'told' } };
const topicPolicy: Json = {
  Type: 'AWS::SNS::TopicPolicy',
  Properties: {
    Topics: [{ Ref: 'Topic' }],
    PolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: 'cloudwatch.amazonaws.com' },
          Action: 'sns:Publish',
          Resource: { Ref: 'Topic' },
          Condition: { StringEquals: { 'aws:SourceAccount': account } },
        },
      ],
    },
  },
};

async function deployAlarm(properties: object = {}, policy = true): Promise<void> {
  const alarm = {
    AlarmName: 'failing',
    Namespace: 'Guard',
    MetricName: 'FAILED',
    Dimensions: [service],
    Statistic: 'Sum',
    Period: 300,
    EvaluationPeriods: 2,
    DatapointsToAlarm: 1,
    Threshold: 2,
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    TreatMissingData: 'notBreaching',
    AlarmActions: [{ Ref: 'Topic' }],
    OKActions: [{ Ref: 'Topic' }],
    ...properties,
  };
  const resources: Record<string, Json> = {
    Topic: topic,
    ...(policy && { Policy: topicPolicy }),
    Alarm: { Type: 'AWS::CloudWatch::Alarm', Properties: alarm as Json },
  };
  await deployStack(aws.world, aws.home, assemblyOf(resources));
}

const alarm = async () => {
  const { MetricAlarms } = await cloudWatch.send(new DescribeAlarmsCommand({}));
  return MetricAlarms?.[0];
};
const state = async () => (await alarm())?.StateValue;
const told = () =>
  publishedMessages(aws.world, aws.home, 'told').map(({ message }) => JSON.parse(message));

describe('metrics', () => {
  it('are summed up by period, newest first', async () => {
    await put(1);
    await put(2);
    clock.advance(6 * minute);
    await put(5);
    const { MetricDataResults } = await cloudWatch.send(
      new GetMetricDataCommand({
        StartTime: new Date('2026-03-01T11:00:00Z'),
        EndTime: new Date('2026-03-01T13:00:00Z'),
        MetricDataQueries: [
          {
            Id: 'failed',
            MetricStat: {
              Metric: { Namespace: 'Guard', MetricName: 'FAILED', Dimensions: [service] },
              Period: 300,
              Stat: 'Sum',
            },
          },
        ],
      }),
    );
    expect(MetricDataResults).toMatchObject([
      {
        Id: 'failed',
        Values: [5, 3],
        Timestamps: [new Date('2026-03-01T12:05:00Z'), new Date('2026-03-01T12:00:00Z')],
        StatusCode: 'Complete',
      },
    ]);
  });

  it('of a function come from its log', async () => {
    const line = JSON.stringify({
      _aws: {
        Timestamp: 0,
        CloudWatchMetrics: [
          {
            Namespace: 'Guard',
            Dimensions: [['service']],
            Metrics: [{ Name: 'REFUSED', Unit: 'Count' }],
          },
        ],
      },
      service: 'guard',
      REFUSED: [1, 1],
    });
    const assembly = assemblyOf(
      {
        Role: roleResource('lambda.amazonaws.com', [writeLogs]),
        Logs: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: '/aws/lambda/count' } },
        Function: functionResource('count', 'Role'),
      },
      { count: `export const handler = async () => console.log(${JSON.stringify(line)});` },
    );
    await deployStack(aws.world, aws.home, assembly);
    await new LambdaClient(aws.clientFor(root)).send(new InvokeCommand({ FunctionName: 'count' }));
    const { Metrics } = await cloudWatch.send(new ListMetricsCommand({ Namespace: 'Guard' }));
    expect(Metrics).toEqual([{ Namespace: 'Guard', MetricName: 'REFUSED', Dimensions: [service] }]);
    const { Datapoints } = await cloudWatch.send(
      new GetMetricStatisticsCommand({
        Namespace: 'Guard',
        MetricName: 'REFUSED',
        Dimensions: [service],
        StartTime: new Date('2026-03-01T12:00:00Z'),
        EndTime: new Date('2026-03-01T12:05:00Z'),
        Period: 60,
        Statistics: ['Sum', 'Maximum'],
      }),
    );
    expect(Datapoints).toMatchObject([{ Sum: 2, Maximum: 1 }]);
  });

  it('of Connect count the recordings that it could not store', async () => {
    const { arn, id } = createInstance(aws.world, aws.home, {
      alias: 'sales',
      storage: [{ resourceType: 'CALL_RECORDINGS', bucket: 'not-there', prefix: 'connect' }],
    });
    await uploadRecording(aws.world, arn, { contactId: 'c-1' });
    const { Metrics } = await cloudWatch.send(new ListMetricsCommand({ Namespace: 'AWS/Connect' }));
    expect(Metrics).toMatchObject([
      {
        MetricName: 'CallRecordingUploadError',
        Dimensions: expect.arrayContaining([
          { Name: 'InstanceId', Value: id },
          { Name: 'MetricGroup', Value: 'CallRecordings' },
        ]),
      },
    ]);
  });

  it('of AWS itself are written by AWS alone', async () => {
    const data = { Namespace: 'AWS/Connect', MetricData: [{ MetricName: 'x', Value: 1 }] };
    await expect(cloudWatch.send(new PutMetricDataCommand(data))).rejects.toMatchObject({
      name: 'InvalidParameterValueException',
    });
  });
});

describe('an alarm', () => {
  it('goes off when its metric crosses the threshold, tells its topic once, and calms down', async () => {
    await deployAlarm();
    await put(1);
    expect(await state()).toBe('OK');
    await put(1);
    await put(1);
    expect(await state()).toBe('ALARM');
    clock.advance(16 * minute);
    expect(await state()).toBe('OK');
    await aws.world.events.idle();
    expect(
      told().map(({ OldStateValue, NewStateValue }) => [OldStateValue, NewStateValue]),
    ).toEqual([
      ['INSUFFICIENT_DATA', 'OK'],
      ['OK', 'ALARM'],
      ['ALARM', 'OK'],
    ]);
    expect(told()[1]).toMatchObject({ AlarmName: 'failing', AWSAccountId: account });
  });

  it.each([
    ['missing', 'INSUFFICIENT_DATA'],
    ['ignore', 'INSUFFICIENT_DATA'],
    ['breaching', 'ALARM'],
    ['notBreaching', 'OK'],
  ])('without data, %s, is %s', async (TreatMissingData, expected) => {
    await deployAlarm({ TreatMissingData, DatapointsToAlarm: 2 });
    expect(await state()).toBe(expected);
  });

  it('on a gauge that must go on being published is quiet while it is', async () => {
    await deployAlarm({
      Statistic: 'Maximum',
      Threshold: 100,
      DatapointsToAlarm: 2,
      TreatMissingData: 'breaching',
    });
    for (let times = 0; times < 4; times += 1) {
      await put(1);
      clock.advance(5 * minute);
      evaluateAlarms(aws.world, aws.home);
      expect(await state()).toBe('OK');
    }
    clock.advance(10 * minute);
    expect(await state()).toBe('ALARM');
  });

  it('on the depth of a queue sees what waits in it', async () => {
    const queue = putQueue(aws.world, aws.home, 'letters', {});
    await deployAlarm({
      Namespace: 'AWS/SQS',
      MetricName: 'ApproximateNumberOfMessagesVisible',
      Dimensions: [{ Name: 'QueueName', Value: 'letters' }],
      Statistic: 'Maximum',
      Threshold: 1,
    });
    expect(await state()).toBe('OK');
    queue.messages.push({ id: 'm-1', body: '{}', sentAt: clock.now() });
    expect(await state()).toBe('ALARM');
  });

  it('whose topic does not let CloudWatch in goes off and tells nobody', async () => {
    await deployAlarm({}, false);
    await put(3);
    expect(await state()).toBe('ALARM');
    await aws.world.events.idle();
    expect(told()).toEqual([]);
  });
});
