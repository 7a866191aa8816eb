import { defined } from '../../defined.ts';
import { AwsError } from '../../service.ts';
import {
  type AlarmSettings,
  alarmsIn,
  type Comparison,
  comparisons,
  missingData,
  putAlarm,
} from '../../services/cloudwatch/alarms.ts';
import { statistics } from '../../services/cloudwatch/metrics.ts';
import type { DeployedResource } from '../intrinsics.ts';
import { listOf, number, object, oneOf, type Properties, string } from '../properties.ts';
import { type ResourceContext, resourceKind } from '../resource-kind.ts';

const dimension = object((each) => [each.required('Name', string), each.required('Value', string)]);

const read = (properties: Properties) => {
  const actions = (name: string) => properties.optional(name, listOf(string)) ?? [];
  const evaluationPeriods = properties.required('EvaluationPeriods', number);
  return {
    name: properties.optional('AlarmName', string),
    ...defined({ description: properties.optional('AlarmDescription', string) }),
    metric: {
      namespace: properties.required('Namespace', string),
      name: properties.required('MetricName', string),
      dimensions: Object.fromEntries(properties.optional('Dimensions', listOf(dimension)) ?? []),
    },
    statistic: properties.required('Statistic', oneOf(...statistics)),
    period: properties.required('Period', number),
    evaluationPeriods,
    datapointsToAlarm: properties.optional('DatapointsToAlarm', number) ?? evaluationPeriods,
    threshold: properties.required('Threshold', number),
    comparison: properties.required(
      'ComparisonOperator',
      oneOf(...(Object.keys(comparisons) as Comparison[])),
    ),
    missing: properties.optional('TreatMissingData', oneOf(...missingData)) ?? 'missing',
    actions: {
      OK: actions('OKActions'),
      ALARM: actions('AlarmActions'),
      INSUFFICIENT_DATA: actions('InsufficientDataActions'),
    },
  };
};

const put = ({ world, scope }: ResourceContext, settings: AlarmSettings): DeployedResource => ({
  ref: settings.name,
  attributes: { Arn: putAlarm(world, scope, settings).arn },
});

/** `AWS::CloudWatch::Alarm` on one metric. */
export const cloudWatchAlarm = resourceKind({
  read,
  replacedBy: ['AlarmName'],
  create(context, settings) {
    const name = settings.name ?? context.generatedName(255);
    if (alarmsIn(context.world, context.scope).has(name)) {
      throw new AwsError('AlreadyExists', `There is an alarm ${name} already.`);
    }
    return put(context, { ...settings, name });
  },
  update: (context, { ref }, settings) => put(context, { ...settings, name: ref }),
  delete({ world, scope }, { ref }) {
    alarmsIn(world, scope).delete(ref);
  },
});
