import { callAs } from '../../call-as.ts';
import { AwsError, type Caller } from '../../service.ts';
import type { Scope, World } from '../../world.ts';
import { queuesIn } from '../sqs/state.ts';
import {
  type Alarm,
  type AlarmSettings,
  type AlarmState,
  alarmsIn,
  comparisons,
} from './alarms.ts';
import { addValues, dataPoints, type MetricName, metricValues, periodStart } from './metrics.ts';

const cloudWatch: Caller = { kind: 'service', arn: 'cloudwatch.amazonaws.com' };

/**
 * What the clock does every minute: queues publish their depth, and every alarm of an account and
 * region looks at its metric. `world.events.idle()` waits for what the alarms set off.
 */
export function evaluateAlarms(world: World, scope: Scope): void {
  for (const { name, messages } of queuesIn(world, scope).values()) {
    const metric = {
      namespace: 'AWS/SQS',
      name: 'ApproximateNumberOfMessagesVisible',
      dimensions: { QueueName: name },
    };
    addValues(world, scope, metric, [messages.length]);
  }
  evaluateAlarmsOf(world, scope, () => true);
}

/** Has the alarms on some metrics look at them. */
export function evaluateAlarmsOf(
  world: World,
  scope: Scope,
  watches: (metric: MetricName) => boolean,
): void {
  for (const alarm of alarmsIn(world, scope).values()) {
    if (!watches(alarm.settings.metric)) continue;
    const { state, reason } = judged(world, scope, alarm);
    if (state === alarm.state) continue;
    const before = alarm.state;
    Object.assign(alarm, { state, reason, updated: world.clock.now() });
    for (const topic of alarm.settings.actions[state]) {
      world.events.track(tell(world, scope, alarm, before, topic));
    }
  }
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html */
function judged(
  world: World,
  scope: Scope,
  { settings, state }: Alarm,
): { readonly state: AlarmState; readonly reason: string } {
  const values = lastPeriods(world, scope, settings);
  const { comparison, threshold, missing, datapointsToAlarm } = settings;
  const known = values.filter((value) => value !== undefined);
  const breaching = values.filter((value) =>
    value === undefined ? missing === 'breaching' : comparisons[comparison](value, threshold),
  );
  const reason = `Threshold Crossed: ${breaching.length} out of the last ${values.length} datapoints [${known.join(', ')}] ${comparison} (${threshold})`;
  if (breaching.length >= datapointsToAlarm) return { state: 'ALARM', reason };
  if (known.length > 0 || missing === 'notBreaching' || missing === 'breaching') {
    return { state: 'OK', reason };
  }
  return { state: missing === 'ignore' ? state : 'INSUFFICIENT_DATA', reason: 'No datapoints' };
}

/** Newest first; undefined: no data. The period that is not over counts once it has data. */
function lastPeriods(
  world: World,
  scope: Scope,
  { metric, period, statistic, evaluationPeriods }: AlarmSettings,
): readonly (number | undefined)[] {
  const points = dataPoints(metricValues(world, scope, metric), period, statistic);
  const current = periodStart(world.clock.now(), period);
  const newest = points.has(current) ? current : current - period * 1000;
  return Array.from({ length: evaluationPeriods }, (_, index) =>
    points.get(newest - index * period * 1000),
  );
}

/** Publishes a change of state to a topic, if the topic lets CloudWatch in. */
async function tell(
  world: World,
  scope: Scope,
  alarm: Alarm,
  before: AlarmState,
  topic: string,
): Promise<void> {
  const { settings, state, reason, arn, updated } = alarm;
  const input = {
    TopicArn: topic,
    Subject: `${state}: "${settings.name}" in ${scope.region}`.slice(0, 100),
    Message: JSON.stringify({
      AlarmName: settings.name,
      AlarmDescription: settings.description ?? null,
      AWSAccountId: scope.account,
      NewStateValue: state,
      NewStateReason: reason,
      StateChangeTime: updated.toISOString(),
      Region: scope.region,
      AlarmArn: arn,
      OldStateValue: before,
      Trigger: {
        MetricName: settings.metric.name,
        Namespace: settings.metric.namespace,
        Statistic: settings.statistic,
        Period: settings.period,
        EvaluationPeriods: settings.evaluationPeriods,
        Threshold: settings.threshold,
        ComparisonOperator: settings.comparison,
        TreatMissingData: settings.missing,
      },
    }),
  };
  const context = { 'aws:SourceAccount': scope.account, 'aws:SourceArn': arn };
  try {
    await callAs(world, scope, cloudWatch, 'sns', 'Publish', input, context);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    alarm.failedActions.push(`${topic}: ${error.code}: ${error.message}`);
  }
}
