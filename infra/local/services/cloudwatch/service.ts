import * as client from '@aws-sdk/client-cloudwatch';
import { AwsError, type Call, type Operation, type Service } from '../../service.ts';
import type { Scope } from '../../world.ts';
import { type Alarm, alarmArn, alarmsIn } from './alarms.ts';
import { evaluateAlarms } from './evaluate-alarms.ts';
import { asDimensions, metricOperations } from './metric-operations.ts';

const onAlarm = (action: string, scope: Scope, name = '*') => ({
  action: `cloudwatch:${action}`,
  resource: alarmArn(scope, name),
  resourceAccount: scope.account,
});

const shown = ({ settings, ...alarm }: Alarm): client.MetricAlarm => ({
  AlarmName: settings.name,
  AlarmArn: alarm.arn,
  ...(settings.description !== undefined && { AlarmDescription: settings.description }),
  ActionsEnabled: true,
  OKActions: [...settings.actions.OK],
  AlarmActions: [...settings.actions.ALARM],
  InsufficientDataActions: [...settings.actions.INSUFFICIENT_DATA],
  StateValue: alarm.state,
  StateReason: alarm.reason,
  StateUpdatedTimestamp: alarm.updated,
  MetricName: settings.metric.name,
  Namespace: settings.metric.namespace,
  Statistic: settings.statistic,
  Dimensions: asDimensions(settings.metric.dimensions),
  Period: settings.period,
  EvaluationPeriods: settings.evaluationPeriods,
  DatapointsToAlarm: settings.datapointsToAlarm,
  Threshold: settings.threshold,
  ComparisonOperator: settings.comparison,
  TreatMissingData: settings.missing,
});

/** The alarms as they are by now. */
const describeAlarms: Operation<client.DescribeAlarmsInput, client.DescribeAlarmsOutput> = {
  access: ({ scope, input }) =>
    (input.AlarmNames ?? ['*']).map((name) => onAlarm('DescribeAlarms', scope, name)),
  run: ({ world, scope, input }) => {
    evaluateAlarms(world, scope);
    const { AlarmNames: names, AlarmNamePrefix: prefix = '', StateValue: state } = input;
    return {
      MetricAlarms: [...alarmsIn(world, scope).values()]
        .filter(({ settings: { name } }) => names?.includes(name) ?? name.startsWith(prefix))
        .filter((alarm) => (state ?? alarm.state) === alarm.state)
        .map(shown),
      CompositeAlarms: [],
    };
  },
};

const deleteAlarms: Operation<client.DeleteAlarmsInput> = {
  access: ({ scope, input }) =>
    (input.AlarmNames ?? []).map((name) => onAlarm('DeleteAlarms', scope, name)),
  run: ({ world, scope, input }: Call<client.DeleteAlarmsInput>) => {
    const alarms = alarmsIn(world, scope);
    const missing = input.AlarmNames?.find((name) => !alarms.has(name));
    if (missing !== undefined) throw new AwsError('ResourceNotFound', `No alarm ${missing}`, 404);
    for (const name of input.AlarmNames ?? []) alarms.delete(name);
  },
};

/** Amazon CloudWatch: metrics, and the alarms that CloudFormation makes. */
export const service: Service = {
  signingName: 'monitoring',
  protocol: 'awsJson1_0',
  client,
  operations: { ...metricOperations, DescribeAlarms: describeAlarms, DeleteAlarms: deleteAlarms },
};
