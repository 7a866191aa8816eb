import type * as CloudWatch from '@aws-sdk/client-cloudwatch';
import { type AccessCheck, AwsError, type Call, type Operation } from '../../service.ts';
import {
  type Dimensions,
  dataPoints,
  type Metric,
  metricsIn,
  metricValues,
  type Statistic,
  statistics,
} from './metrics.ts';
import { putMetric } from './put-metric.ts';

export const unscoped =
  (action: string) =>
  ({ scope }: Call<object>): readonly AccessCheck[] => [
    { action: `cloudwatch:${action}`, resource: '*', resourceAccount: scope.account },
  ];

const invalid = (message: string): AwsError =>
  new AwsError('InvalidParameterValueException', message);

export const dimensionsOf = (given: readonly CloudWatch.Dimension[] = []): Dimensions =>
  Object.fromEntries(given.map(({ Name = '', Value = '' }) => [Name, Value]));

export const asDimensions = (dimensions: Dimensions): CloudWatch.Dimension[] =>
  Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));

/** @throws AwsError `InvalidParameterValueException`: percentiles are not computed here. */
export function statisticOf(name: string | undefined): Statistic {
  const found = statistics.find((each) => each === name);
  if (found === undefined) throw invalid(`The statistic ${name} is not supported here`);
  return found;
}

const putMetricData: Operation<CloudWatch.PutMetricDataInput> = {
  access: (call) => {
    const { Namespace: namespace = '' } = call.input;
    return unscoped('PutMetricData')(call).map((check) => ({
      ...check,
      context: { 'cloudwatch:namespace': namespace },
    }));
  },
  run: ({ world, scope, input }) => {
    const { Namespace: namespace = '', MetricData: data = [] } = input;
    if (namespace.startsWith('AWS/')) throw invalid('The namespace AWS/ is reserved');
    for (const { MetricName: name = '', Dimensions: given, ...datum } of data) {
      const values = datum.Values ?? (datum.Value === undefined ? [] : [datum.Value]);
      const repeated = values.flatMap((value, at) =>
        Array.from({ length: datum.Counts?.[at] ?? 1 }, () => value),
      );
      if (repeated.length === 0) throw invalid(`${name} has no value`);
      const metric = { namespace, name, dimensions: dimensionsOf(given) };
      putMetric(world, scope, metric, repeated, datum.Timestamp);
    }
  },
};

const getMetricData: Operation<CloudWatch.GetMetricDataInput, CloudWatch.GetMetricDataOutput> = {
  access: unscoped('GetMetricData'),
  run: ({ world, scope, input }) => {
    const { StartTime: start, EndTime: end, ScanBy: order } = input;
    if (!start || !end || start >= end) throw invalid('StartTime must be before EndTime');
    const results = (input.MetricDataQueries ?? []).map((query) => {
      const { Metric: metric, Period: period = 0, Stat: stat } = query.MetricStat ?? {};
      if (!metric || period < 1)
        throw invalid(`Query ${query.Id}: only MetricStat is supported here`);
      const name = {
        namespace: metric.Namespace ?? '',
        name: metric.MetricName ?? '',
        dimensions: dimensionsOf(metric.Dimensions),
      };
      const points = within(
        dataPoints(metricValues(world, scope, name), period, statisticOf(stat)),
        start,
        end,
      );
      if (order !== 'TimestampAscending') points.reverse();
      return {
        Id: query.Id,
        Label: query.Label ?? name.name,
        Timestamps: points.map(([at]) => new Date(at)),
        Values: points.map(([, value]) => value),
        StatusCode: 'Complete' as const,
      };
    });
    return { MetricDataResults: results };
  },
};

/** Oldest first. */
const within = (points: ReadonlyMap<number, number>, start: Date, end: Date) =>
  [...points]
    .filter(([at]) => at >= start.getTime() && at < end.getTime())
    .sort(([a], [b]) => a - b);

const getMetricStatistics: Operation<
  CloudWatch.GetMetricStatisticsInput,
  CloudWatch.GetMetricStatisticsOutput
> = {
  access: unscoped('GetMetricStatistics'),
  run: ({ world, scope, input }) => {
    const { Namespace = '', MetricName = '', Period: period = 60, StartTime, EndTime } = input;
    const name = {
      namespace: Namespace,
      name: MetricName,
      dimensions: dimensionsOf(input.Dimensions),
    };
    const values = metricValues(world, scope, name);
    const byTime = new Map<number, Partial<Record<Statistic, number>>>();
    for (const statistic of (input.Statistics ?? []).map(statisticOf)) {
      const points = within(
        dataPoints(values, period, statistic),
        StartTime ?? new Date(0),
        EndTime ?? world.clock.now(),
      );
      for (const [at, value] of points) byTime.set(at, { ...byTime.get(at), [statistic]: value });
    }
    const Datapoints = [...byTime].map(([at, point]) => ({ Timestamp: new Date(at), ...point }));
    return { Label: MetricName, Datapoints };
  },
};

const listMetrics: Operation<CloudWatch.ListMetricsInput, CloudWatch.ListMetricsOutput> = {
  access: unscoped('ListMetrics'),
  run: ({ world, scope, input }) => ({
    Metrics: metricsIn(world, scope)
      .filter((metric) => asked(metric, input))
      .map(({ namespace, name, dimensions }) => ({
        Namespace: namespace,
        MetricName: name,
        Dimensions: asDimensions(dimensions),
      })),
  }),
};

const asked = (
  { namespace, name, dimensions }: Metric,
  { Namespace, MetricName, Dimensions }: CloudWatch.ListMetricsInput,
): boolean =>
  (Namespace ?? namespace) === namespace &&
  (MetricName ?? name) === name &&
  (Dimensions ?? []).every(
    ({ Name = '', Value }) =>
      Object.hasOwn(dimensions, Name) && (Value ?? dimensions[Name]) === dimensions[Name],
  );

export const metricOperations = {
  PutMetricData: putMetricData,
  GetMetricData: getMetricData,
  GetMetricStatistics: getMetricStatistics,
  ListMetrics: listMetrics,
};
