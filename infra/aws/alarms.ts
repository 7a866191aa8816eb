import { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import type { Parts } from './parts.ts';

interface AlarmProperties {
  readonly description: string;
  readonly metric: string;
  readonly statistic: 'Sum' | 'Maximum';
  /** It goes off from here on. */
  readonly threshold: number;
  /** Minutes. */
  readonly period: number;
  /** How many periods in a row; 1 unless given. */
  readonly periods?: number;
  /** No data at all is as bad as too much of it. */
  readonly silenceIsBad?: true;
}

/** What the functions count and publish, by the name of the alarm. */
const ours: Readonly<Record<string, AlarmProperties>> = {
  fighting: {
    description:
      'Something keeps putting a bucket policy back, and the guard has stopped: the bucket stays open until somebody decides',
    metric: 'FIGHTING',
    statistic: 'Sum',
    threshold: 1,
    period: 5,
  },
  refused: {
    description:
      'The guard was to write a bucket policy and refused to, within the last hour: the bucket stays as it is. See the message about it, and connect-guard plan',
    metric: 'REFUSED_UNINTENDED',
    statistic: 'Sum',
    threshold: 1,
    period: 60,
  },
  failing: {
    description: "The guard's functions fail again and again: see their logs",
    metric: 'FAILED',
    statistic: 'Sum',
    threshold: 3,
    period: 15,
  },
  'not-remediated': {
    description:
      'AWS Config has remediation exceptions: it does not have these buckets closed any more. See connect-guard exceptions',
    metric: 'REMEDIATION_EXCEPTIONS',
    statistic: 'Maximum',
    threshold: 1,
    period: 5,
  },
  'not-told': {
    description: 'People could not be told of something: see the logs, and the policy of the topic',
    metric: 'NOTIFICATION_FAILED',
    statistic: 'Sum',
    threshold: 1,
    period: 5,
  },
  'settings-invalid': {
    description:
      'The settings cannot be understood: nothing is remediated, and everything is judged by the last good ones. See connect-guard doctor',
    metric: 'SETTINGS_INVALID',
    statistic: 'Maximum',
    threshold: 1,
    period: 5,
  },
  recorder: {
    description:
      "AWS Config's recorder is off or blind: what changes is judged and closed once a day at most. See connect-guard doctor",
    metric: 'RECORDER_TROUBLE',
    statistic: 'Maximum',
    threshold: 1,
    period: 5,
  },
  'inventory-stale': {
    description:
      'What Amazon Connect stores where was last looked at 12 hours ago or more, or nobody looks: see the logs of follow-changes and notify-people',
    metric: 'INVENTORY_AGE_MINUTES',
    statistic: 'Maximum',
    threshold: 12 * 60,
    period: 15,
    periods: 2,
    silenceIsBad: true,
  },
};

/**
 * The alarms, each told to the topic when it goes off and when it is over. AWS Config tries again and
 * again: refusals of an hour are one alarm, and what the settings want is none.
 */
export function alarms({ stack, deployment }: Parts, failedEvents: CfnQueue): void {
  const alarm = (name: string, metric: object, properties: AlarmProperties) =>
    new CfnAlarm(stack, `Alarm${inPascalCase(name)}`, {
      alarmName: `connect-storage-guard-${name}`,
      alarmDescription: properties.description,
      metricName: properties.metric,
      statistic: properties.statistic,
      period: properties.period * 60,
      evaluationPeriods: properties.periods ?? 1,
      threshold: properties.threshold,
      comparisonOperator: 'GreaterThanOrEqualToThreshold',
      treatMissingData: properties.silenceIsBad ? 'breaching' : 'notBreaching',
      alarmActions: [deployment.topic],
      okActions: [deployment.topic],
      ...metric,
    });
  const functions = {
    namespace: 'ConnectStorageGuard',
    dimensions: [{ name: 'service', value: 'connect-storage-guard' }],
  };
  for (const [name, properties] of Object.entries(ours)) alarm(name, functions, properties);
  const queue = {
    namespace: 'AWS/SQS',
    dimensions: [{ name: 'QueueName', value: failedEvents.attrQueueName }],
  };
  alarm('failed-events', queue, {
    description:
      'Events that a function failed on for good lie in the queue connect-storage-guard-failed-events',
    metric: 'ApproximateNumberOfMessagesVisible',
    statistic: 'Maximum',
    threshold: 1,
    period: 5,
  });
}

const inPascalCase = (name: string): string =>
  name.replace(/(?:^|-)([a-z])/g, (_, first: string) => first.toUpperCase());
